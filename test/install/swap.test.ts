import { describe, expect, it } from '@jest/globals';
import { startSwap, swapDevices } from '../../src/install/swap.ts';
import { layoutOf } from '../support/layout.ts';

const swapSizeMib = 512;

describe('swap during an install', () => {
  it.each([
    [
      'a partition',
      layoutOf('single-ext4', { swapSizeMib }),
      /^\/dev\/disk\/by-partuuid\/[0-9a-f-]{36}$/,
    ],
    ['an array', layoutOf('mirror-ext4', { swapSizeMib }), /^\/dev\/md\/swap$/],
    ['a volume', layoutOf('mirror-ext4', { swapSizeMib, hasLvm: true }), /^\/dev\/system\/swap$/],
  ])('is found on %s', (_place, layout, device) => {
    expect(swapDevices(layout)).toEqual([expect.stringMatching(device)]);
  });

  it('is left alone where it gets its key at each boot', () => {
    expect(swapDevices(layoutOf('mirror-ext4', { swapSizeMib, hasLuks: true }))).toEqual([]);
  });

  it('is started, and tells when it was not', () => {
    expect(startSwap(layoutOf('mirror-ext4', { swapSizeMib })).text).toBe(
      "swapon '/dev/md/swap' || echo 'swap on /dev/md/swap was not started'\n",
    );
    expect(startSwap(layoutOf('mirror-ext4')).text).toBe('');
  });
});
