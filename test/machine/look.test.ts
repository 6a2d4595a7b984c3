import { expect, it } from '@jest/globals';
import { parseSystemLook } from '../../src/machine/look.ts';

it('reads boot, system and generations in their order', () => {
  const text = [
    'boot 5f0c',
    'system /nix/store/b-nixos',
    'profile system-10-link',
    'generation system-10-link /nix/store/b-nixos',
    'generation system-9-link /nix/store/a-nixos',
    '',
  ].join('\n');
  expect(parseSystemLook(text)).toEqual({
    bootId: '5f0c',
    systemPath: '/nix/store/b-nixos',
    generations: [
      { number: 9, systemPath: '/nix/store/a-nixos', isCurrent: false },
      { number: 10, systemPath: '/nix/store/b-nixos', isCurrent: true },
    ],
  });
});

it('says nothing of what was not printed', () => {
  expect(parseSystemLook('')).toEqual({ bootId: '', systemPath: '', generations: [] });
});
