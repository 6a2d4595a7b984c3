import { describe, expect, it } from '@jest/globals';
import { renderConfiguration } from '../../src/generate/configuration.ts';
import { OPS_KEY } from './examples.ts';
import { evaluateWithNix } from './real-nix.ts';

describe('configuration.nix', () => {
  it('lets root in by key alone', () => {
    const text = renderConfiguration({
      hostname: 'web-1',
      architecture: 'x86_64',
      authorizedKeys: [OPS_KEY],
      modules: [],
      timeZone: 'Etc/UTC',
      stateVersion: '26.05',
    });
    expect(evaluateWithNix('import ./c.nix { }', [{ path: 'c.nix', text }])).toEqual({
      networking: { hostName: 'web-1' },
      time: { timeZone: 'Etc/UTC' },
      services: {
        openssh: {
          enable: true,
          settings: {
            PasswordAuthentication: false,
            KbdInteractiveAuthentication: false,
            PermitRootLogin: 'prohibit-password',
          },
        },
      },
      users: { users: { root: { openssh: { authorizedKeys: { keys: [OPS_KEY] } } } } },
      nix: { settings: { 'experimental-features': ['nix-command', 'flakes'] } },
      system: { stateVersion: '26.05' },
    });
  });
});
