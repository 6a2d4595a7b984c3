import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { makeOffline } from '../../src/main/offline.ts';
import { INPUTS } from '../generate/examples.ts';

function folderOf(name: string): URL {
  return new URL(`../../docs/examples/${name}/`, import.meta.url);
}

function jsonOf(example: string, file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(new URL(file, folderOf(example)), 'utf8'));
}

function offline(request: unknown, facts: unknown) {
  return makeOffline({ request, facts, inputs: INPUTS });
}

describe('making a machine offline', () => {
  it.each(['cloud-single', 'metal-mirrors'])('gives what docs/examples shows (%s)', (name) => {
    const made = offline(jsonOf(name, 'request.json'), jsonOf(name, 'facts.json'));
    for (const { path, text } of made) {
      expect([path, readFileSync(new URL(path, folderOf(name)), 'utf8')]).toEqual([path, text]);
    }
    const flake = readdirSync(new URL('flake/', folderOf(name)), { recursive: true });
    expect(made.filter(({ path }) => path.startsWith('flake/')).length).toBeLessThanOrEqual(
      flake.length,
    );
    expect(made.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['plan.json', 'picture.svg', 'flake/flake.nix', 'flake/disko.nix']),
    );
  });

  it('takes the body of an install whole, and looks at no machine and no permission in it', () => {
    const request = jsonOf('cloud-single', 'request.json');
    const facts = jsonOf('cloud-single', 'facts.json');
    const machine = { existing: { provider: 'hcloud', account: 'main', server: 'web-1' } };
    const whole = { ...request, machine, erase: 'planned-disks', planDigest: 'f'.repeat(64) };
    expect(offline(whole, facts)).toEqual(offline(request, facts));
  });

  it('makes layouts that an install is refused so far', () => {
    const request = { ...jsonOf('cloud-single', 'request.json') };
    const facts = jsonOf('cloud-single', 'facts.json');
    const layout = { preset: 'single-btrfs', luks: true, lvm: true, impermanence: true };
    const paths = offline({ ...request, layout }, facts).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['flake/unlock.nix', 'flake/impermanence.nix']));
  });

  it('takes the inputs of the request before those that were configured', () => {
    const request = jsonOf('cloud-single', 'request.json');
    const inputs = { diskoUrl: 'github:someone/disko' };
    const made = offline({ ...request, inputs }, jsonOf('cloud-single', 'facts.json'));
    const flake = made.find(({ path }) => path === 'flake/flake.nix')?.text;
    expect(flake).toContain('disko.url = "github:someone/disko";');
    expect(flake).toContain(`nixpkgs.url = "${INPUTS.nixpkgsUrl}";`);
  });

  it.each<[string, unknown, unknown, RegExp]>([
    ['facts that are none', {}, { disks: 3 }, /Read the request: .*'system'/],
    [
      'facts with a hole',
      jsonOf('cloud-single', 'request.json'),
      { ...jsonOf('cloud-single', 'facts.json'), disks: [{ name: 'sda' }] },
      /Read the facts: \/disks\/0 must have required property 'byId'/,
    ],
    [
      'an option that nobody knows',
      { ...jsonOf('cloud-single', 'request.json'), layout: { preset: 'raid5' } },
      jsonOf('cloud-single', 'facts.json'),
      /\/layout\/preset must be equal to one of the allowed values/,
    ],
  ])('refuses %s, with every breach', (_title, request, facts, message) => {
    expect(() => offline(request, facts)).toThrow(message);
    expect(() => offline(request, facts)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});
