import { describe, expect, it } from '@jest/globals';
import {
  decideFirst,
  decideNext,
  readingOf,
  type SshReading,
  waysFor,
} from '../../src/install/restart-ways.ts';

const READINGS: readonly SshReading[] = ['silent', 'refused', 'wrong'];

describe('the ways to restart a machine', () => {
  it('are those it has, mildest first', () => {
    expect(waysFor(['software', 'hardware'], 'unknown')).toEqual(['software', 'hardware']);
  });

  it('are its power alone while it is off, since no other button starts it', () => {
    expect(waysFor(['hardware', 'power-cycle'], 'off')).toEqual(['power-cycle']);
    expect(waysFor(['software', 'hardware'], 'off')).toEqual(['software', 'hardware']);
  });

  it('begin with the mildest, and without any it is given up at once', () => {
    expect(decideFirst(['software', 'hardware'])).toMatchObject({ method: 'software' });
    expect(decideFirst([])).toMatchObject({ kind: 'give-up' });
  });
});

describe('after a restart in vain', () => {
  const ways = ['hardware'] as const;

  it.each(READINGS)('restarts harder while no boot has taken the rescue system (%s)', (reading) => {
    const seen = { reading, isRescueArmed: true, hasWaitedOn: false, ways };
    expect(decideNext(seen)).toMatchObject({ kind: 'restart', method: 'hardware' });
  });

  it.each([
    ['silent', false, 'wait-on'],
    ['refused', false, 'wait-on'],
    ['wrong', false, 'restart'],
    ['silent', true, 'restart'],
    ['refused', true, 'restart'],
    ['wrong', true, 'restart'],
  ] as const)(
    'does not restart what has taken the rescue system and may still come up (%s, waited on: %s)',
    (reading, hasWaitedOn, kind) => {
      const decision = decideNext({ reading, isRescueArmed: false, hasWaitedOn, ways });
      expect(decision.kind).toBe(kind);
    },
  );

  it('gives up when every way was tried, and says what was seen', () => {
    const seen = { reading: 'refused', isRescueArmed: true, hasWaitedOn: false, ways: [] } as const;
    expect(decideNext(seen)).toEqual({
      kind: 'give-up',
      reason: 'no boot has taken the rescue system, and its SSH port refuses connections',
    });
  });
});

describe('the reading of several addresses', () => {
  it.each([
    [[], 'silent'],
    [['silent', 'ENETUNREACH'], 'silent'],
    [['silent', 'refused'], 'refused'],
    [['refused', 'machine.auth-failed'], 'wrong'],
    [['machine.host-key-mismatch'], 'wrong'],
    [['not-ssh'], 'wrong'],
  ] as const)('is the one that says most: %j', (codes, reading) => {
    expect(readingOf(codes)).toBe(reading);
  });
});
