import { describe, expect, it } from '@jest/globals';
import { arrayName, checkMountpoints } from '../../src/plan/mountpoints.ts';

function check(...mountpoints: readonly string[]): void {
  checkMountpoints(
    mountpoints.map((mountpoint) => ({ select: {}, mountpoint, preset: 'single-ext4' })),
  );
}

describe('mount points of data', () => {
  it.each([['/var/lib'], ['/srv', '/srv/media'], ['/home'], ['/nix'], ['/data_1.x-y']])(
    'takes %j %j',
    (...mountpoints: readonly string[]) => {
      expect(() => check(...mountpoints)).not.toThrow();
    },
  );

  it.each([
    ['/', /belongs to the system/],
    ['/boot/x', /belongs to the system/],
    ['/etc', /belongs to the system/],
    ['/a/..', /has \. or \.\./],
    ['a', /not an absolute path/],
    ['/ä', /not an absolute path/],
  ])('refuses %j', (mountpoint, message) => {
    expect(() => check(mountpoint)).toThrow(message);
  });

  it('refuses one that is used twice', () => {
    expect(() => check('/srv', '/srv')).toThrow(/used twice/);
  });

  it.each([
    ['/var/lib', [], 'varlib'],
    ['/srv', ['srv', 'srv2'], 'srv3'],
    ['/a-very-long-mountpoint', [], 'averylongm'],
    ['/___', [], 'data'],
  ])('calls the array at %j beside %j %j', (mountpoint, taken, want) => {
    expect(arrayName(mountpoint, new Set(taken))).toBe(want);
  });
});
