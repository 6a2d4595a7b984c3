import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import type { LayoutRequest } from '../../src/domain/layout.ts';
import { growScript, renderGrow } from '../../src/generate/grow.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { makeDisk, makeFacts } from '../plan/make.ts';
import { INPUTS, requestFor } from './examples.ts';
import { evaluateWithNix } from './real-nix.ts';

function growOf(layout: Partial<LayoutRequest>, isVirtual = true): string | null {
  const disks = ['sda', 'sdb'].map((name) => makeDisk({ name }));
  const isMirror = layout.preset?.startsWith('mirror') === true;
  const facts = makeFacts({ isVirtual, disks: isMirror ? disks : disks.slice(0, 1) });
  return renderGrow(planMachine(requestFor('x', layout), facts, INPUTS));
}

describe('grow.nix', () => {
  it.each(['single-ext4', 'single-btrfs'] as const)(
    'lets the root of %s on a cloud server grow',
    (preset) => {
      const text = growOf({ preset, swapSizeMib: 512 }) ?? '';
      const service = evaluateWithNix(
        '(import ./grow.nix { config.systemd.package = "/systemd"; pkgs.util-linux = "/util-linux"; }).systemd.services.grow-root',
        [{ path: 'grow.nix', text }],
      );
      expect(service).toMatchObject({
        path: ['/util-linux'],
        script: expect.stringMatching(
          /^partition=\$\(readlink -e \/dev\/disk\/by-partuuid\/[0-9a-f-]{36}\)\n[\s\S]*\n\/systemd\/lib\/systemd\/systemd-growfs \/\n?$/,
        ),
      });
    },
  );

  it.each([
    ['a physical machine', growOf({}, false)],
    ['LVM', growOf({ hasLvm: true })],
    ['LUKS', growOf({ hasLuks: true })],
    ['an array', growOf({ preset: 'mirror-ext4' })],
  ])('is not there for %s', (_what, text) => {
    expect(text).toBeNull();
  });

  it('is a script that bash can read', () => {
    const input = growScript('6a1f6c3e-0000-4000-8000-000000000001', 'true');
    expect(() => execFileSync('bash', ['-n'], { input })).not.toThrow();
  });
});
