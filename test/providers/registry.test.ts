import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { HCLOUD_ABILITIES } from '../../providers/hcloud/index.ts';
import { PROVIDERS } from '../../providers/registry.ts';

import { ROBOT_ABILITIES } from '../../providers/robot/index.ts';
import { SSH_ABILITIES } from '../../providers/ssh/index.ts';

describe('the registry', () => {
  it('names every provider that has a folder, and no other', () => {
    const folders = readdirSync('providers', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'http')
      .map((entry) => entry.name);

    expect(Object.keys(PROVIDERS).sort()).toEqual(folders.sort());
  });

  it('makes each provider under its own name', () => {
    const settings = { token: 'token', endpoint: 'https://hcloud.test/v1', account: 'main' };

    expect(PROVIDERS.hcloud(settings).name).toBe('hcloud');
    expect(PROVIDERS.ssh().name).toBe('ssh');
    const robot = { user: 'user', password: 'password', endpoint: 'https://robot.test' };
    expect(PROVIDERS.robot({ ...robot, account: 'metal' }).name).toBe('robot');
  });
});

describe('the readme of a provider', () => {
  it.each([
    ['hcloud', HCLOUD_ABILITIES],
    ['robot', ROBOT_ABILITIES],
    ['ssh', SSH_ABILITIES],
  ])('of %s shows each ability with its note', (name, abilities) => {
    const readme = readFileSync(`providers/${name}/readme.md`, 'utf8');

    for (const [ability, { supported, note }] of Object.entries(abilities)) {
      expect(readme).toContain(`| ${ability} | ${supported ? 'yes' : 'no'} | ${note} |`);
    }
  });
});
