import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { LAYOUT_PRESETS, LAYOUTS } from '../../src/domain/layout.ts';
import { putAwayScript } from '../../src/install/put-away.ts';
import { layoutOf } from '../support/layout.ts';

function textOf(...given: Parameters<typeof layoutOf>): string {
  return putAwayScript(layoutOf(...given)).text;
}

describe('putAwayScript', () => {
  it('is a script that bash can read, for every preset with all it can have', () => {
    for (const preset of LAYOUT_PRESETS) {
      const { canLuks, canLvm } = LAYOUTS[preset];
      const text = textOf(preset, { hasLuks: canLuks, hasLvm: canLvm, swapSizeMib: 512 });
      expect(() => execFileSync('bash', ['-n'], { input: text })).not.toThrow();
    }
  });

  it('takes layers apart from the top before it proves the arrays below', () => {
    const text = textOf('mirror-ext4', { hasLuks: true, hasLvm: true, swapSizeMib: 512 });
    const order = [
      "swapoff '/dev/system/swap'",
      'umount -R /mnt',
      "vgchange -an 'system'",
      "cryptsetup close 'crypt-system'",
      "prove 'boot' 2 'redundant' 'vfat'",
      "prove 'root' 2 'redundant' 'crypto_LUKS'",
    ].map((part) => text.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('proves each array with its very members, and a stripe without asking what it lacks', () => {
    const layout = layoutOf('stripe-ext4');
    const { text } = putAwayScript(layout);
    const uuids = layout.disks.map((disk) => disk.partitions.at(-1)?.uuid);
    expect(text).toContain(
      `prove 'root' 2 'whole' 'ext4' '/dev/disk/by-partuuid/${uuids[0]}' '/dev/disk/by-partuuid/${uuids[1]}'\n`,
    );
  });

  it('names nothing that is not planned: neither every array nor every group', () => {
    const text = textOf('mirror-ext4', { hasLvm: true });
    expect(text).not.toMatch(/--scan|export -a|vgchange -an >/);
    expect(textOf('single-ext4')).not.toMatch(/^prove '/m);
  });

  it('looks for the loader on each disk by itself, past the array', () => {
    const layout = layoutOf('mirror-ext4');
    for (const disk of layout.disks) {
      const esp = disk.partitions.find(({ gptType }) => gptType === 'EF00')?.uuid;
      expect(putAwayScript(layout).text).toContain(`\nstarts '/dev/disk/by-partuuid/${esp}'\n`);
    }
  });
});
