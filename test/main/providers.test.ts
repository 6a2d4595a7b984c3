import { describe, expect, it } from '@jest/globals';
import { createProviders, hasAccount } from '../../src/main/providers.ts';

const SETTINGS = {
  hcloudToken: null,
  hcloudEndpoint: 'https://cloud.test',
  robotUser: '#ws+user',
  robotPassword: 'secret-of-the-test',
  robotEndpoint: 'https://robot.test',
};
const vendorLimits = {
  calls: { count: async () => 0, add: async () => {} },
  circuits: { openedAt: async () => null, open: async () => {} },
};

describe('the accounts of the configuration', () => {
  it('are those with credentials', () => {
    const provider = createProviders(SETTINGS, { vendorLimits });
    expect(provider('robot', 'main').name).toBe('robot');
    expect(provider('ssh', null).name).toBe('ssh');
    expect(() => provider('hcloud', 'main')).toThrow('no account "main"');
    expect(() => provider('robot', 'other')).toThrow('no account "other"');
  });

  it.each([
    ['robot', 'main', true],
    ['robot', 'other', false],
    ['hcloud', 'main', false],
  ] as const)('tell whether %s has %s: %s', (name, account, has) => {
    expect(hasAccount(SETTINGS, name, account)).toBe(has);
  });
});
