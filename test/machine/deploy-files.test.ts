import { expect, it } from '@jest/globals';
import { generateFlake } from '../../src/generate/flake.ts';
import { flakeWithModules } from '../../src/machine/deploy-files.ts';
import { exampleFacts, examplePlan } from '../support/example-plan.ts';

const plan = examplePlan('cloud-single');
const facts = exampleFacts('cloud-single');
const present = [...generateFlake(plan, facts), { path: 'flake.lock', text: 'the lock' }];

it('puts other modules in, and leaves lock, disks and hardware byte for byte', () => {
  const files = flakeWithModules(plan, facts, present, ['{ a = 1; }', '{ b = 2; }']);
  const textOf = (path: string) => files.find((file) => file.path === path)?.text;
  expect(textOf('modules/01.nix')).toBe('{ a = 1; }');
  expect(textOf('flake.nix')).toContain('./modules/02.nix');
  for (const path of ['flake.lock', 'disko.nix', 'hardware.nix', 'network.nix']) {
    expect(textOf(path)).toBe(present.find((file) => file.path === path)?.text);
  }
});

it('leaves no file of a former module behind', () => {
  const two = flakeWithModules(plan, facts, present, ['{ a = 1; }', '{ b = 2; }']);
  const none = flakeWithModules(plan, facts, two, []);
  expect(none.filter(({ path }) => path.startsWith('modules/'))).toEqual([]);
  expect(none.find(({ path }) => path === 'flake.nix')?.text).not.toContain('modules/');
});
