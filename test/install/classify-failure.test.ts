import { describe, expect, it } from '@jest/globals';
import { classifyFailure, isWorthAnother } from '../../src/install/classify-failure.ts';

describe('what a machine told after a failure', () => {
  it.each([
    ['install', null, 'unclear'],
    ['install', 'nothing special', 'unclear'],
    ['install', 'blk_update_request: I/O error, dev sda, sector 1', 'disk-failing'],
    ['verify', 'SMART overall-health self-assessment test result: FAILED!', 'disk-failing'],
    ['install', 'Out of memory: Killed process 812 (nix)', 'out-of-memory'],
    ['install', 'cp: write error: No space left on device', 'disk-full'],
    ['verify', '== journal\nYou are in emergency mode.', 'emergency-mode'],
    ['verify', '== journal\nDependency failed for Local File Systems.', 'emergency-mode'],
    ['reboot', '== journal\nall is well', 'started-unreached'],
    ['reboot', '== disks\nsda', 'never-started'],
  ] as const)('in the phase %s, %j means %s', (phase, evidence, kind) => {
    const found = classifyFailure(phase, evidence, 'machine.unreachable');
    expect(found.kind).toBe(kind);
    expect(found.cause).toMatch(/\.$/);
  });

  it.each([
    ['verify', 'machine.verify-failed', 'started-otherwise'],
    ['reboot', 'machine.network-differs', 'unclear'],
  ] as const)(
    'in the phase %s after %s nobody says that it was not reached',
    (phase, code, kind) => {
      expect(classifyFailure(phase, '== journal\nall is well', code).kind).toBe(kind);
    },
  );

  it('names the disk first, whatever else went wrong for it', () => {
    const both = 'No space left on device\ncritical medium error, dev nvme0n1';
    expect(classifyFailure('install', both, 'machine.build-failed').kind).toBe('disk-failing');
  });
});

describe('another try', () => {
  it.each([
    ['machine.connection-lost', 'unclear', true],
    ['machine.verify-failed', 'never-started', true],
    ['machine.verify-failed', 'disk-failing', false],
    ['machine.disk-shared', 'unclear', false],
    ['machine.host-key-mismatch', 'unclear', false],
    ['request.ambiguous-disks', 'unclear', false],
    ['provider.unauthorized', 'unclear', false],
    ['bug.unexpected', 'unclear', false],
  ] as const)('after %s, with %s: %s', (code, kind, isWorth) => {
    expect(isWorthAnother(code, { kind, cause: '' })).toBe(isWorth);
  });
});
