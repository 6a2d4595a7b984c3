import { describe, expect, it } from '@jest/globals';
import { withChannel } from '../../src/plan/channel.ts';
import { INPUTS } from '../generate/examples.ts';

const { diskoUrl } = INPUTS;

describe('the channel of a request', () => {
  it('takes the place of the configured branch', () => {
    const wish = { channel: 'nixos-unstable', stateVersion: '26.05' };
    expect(withChannel(INPUTS, wish)).toEqual({
      nixpkgsUrl: 'github:NixOS/nixpkgs/nixos-unstable',
      diskoUrl,
    });
    const small = { channel: 'nixos-26.11-small', stateVersion: '26.05' };
    expect(withChannel(INPUTS, small).nixpkgsUrl).toBe('github:NixOS/nixpkgs/nixos-26.11-small');
  });

  it('changes nothing where none is given', () => {
    expect(withChannel(INPUTS, { stateVersion: '26.05' })).toBe(INPUTS);
  });

  it.each([['nixos-25.05'], ['master'], ['nixos-26.05/../x'], ['nixos-26.05?dir=x']])(
    'is refused as %s with stateVersion 25.11',
    (channel) => {
      expect(() => withChannel(INPUTS, { channel, stateVersion: '25.11' })).toThrow(
        expect.objectContaining({ code: 'request.invalid', details: { field: 'system.channel' } }),
      );
    },
  );

  it('is refused where the configured nixpkgs is no branch', () => {
    const inputs = { ...INPUTS, nixpkgsUrl: 'https://mirror.test/nixpkgs.tar.gz' };
    const wish = { channel: 'nixos-26.05', stateVersion: '26.05' };
    expect(() => withChannel(inputs, wish)).toThrow(/no channels to choose from/);
  });
});
