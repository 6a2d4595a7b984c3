import { describe, expect, it } from '@jest/globals';
import { placesOf } from '../../src/domain/layout-places.ts';
import { layoutOf } from '../support/layout.ts';

describe('placesOf', () => {
  it('goes from partitions over arrays and what LUKS opens up to volumes', () => {
    const layout = layoutOf('mirror-ext4', { hasLuks: true, hasLvm: true, swapSizeMib: 512 });
    const upper = placesOf(layout).filter(({ device }) => !device.includes('by-partuuid'));
    expect(upper.map(({ device, content }) => [device, content.kind])).toEqual([
      ['/dev/md/boot', 'filesystem'],
      ['/dev/md/root', 'luks'],
      ['/dev/mapper/crypt-system', 'volume-group-member'],
      ['/dev/system/swap', 'swap'],
      ['/dev/system/root', 'filesystem'],
    ]);
  });
});
