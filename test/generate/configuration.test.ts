import { describe, expect, it } from '@jest/globals';
import { renderConfiguration } from '../../src/generate/configuration.ts';
import { OPS_KEY } from './examples.ts';
import { evaluateWithNix } from './real-nix.ts';

const SYSTEM = {
  hostname: 'web-1',
  architecture: 'x86_64',
  authorizedKeys: [OPS_KEY],
  modules: [],
  timeZone: 'Etc/UTC',
  stateVersion: '26.05',
} as const;

describe('configuration.nix', () => {
  it('pulls by itself only where that was asked for', () => {
    const flake = 'github:acme/infra/main#web-1';
    const pull = { flake, at: '04:40', allowReboot: false };
    const text = renderConfiguration({ ...SYSTEM, pull });
    const values = evaluateWithNix('(import ./c.nix { }).system', [{ path: 'c.nix', text }]);
    expect(values).toEqual({
      stateVersion: '26.05',
      autoUpgrade: {
        ...{ enable: true, flake, dates: '04:40', randomizedDelaySec: '30min' },
        allowReboot: false,
      },
    });
    expect(renderConfiguration(SYSTEM)).not.toContain('autoUpgrade');
  });

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
