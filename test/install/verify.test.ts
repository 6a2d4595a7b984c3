import { describe, expect, it } from '@jest/globals';
import { findObjections, type Look, parseLook } from '../../src/install/verify.ts';
import { exampleFacts, examplePlan, factsAsPlanned } from '../support/example-plan.ts';

const plan = examplePlan('metal-mirrors');
const facts = factsAsPlanned(plan, exampleFacts('metal-mirrors'), '');
const expected = {
  systemPath: '/nix/store/abc-nixos-system',
  installerBootId: 'boot-1',
  firstContact: 'injected',
} as const;
const installed = { bootId: 'boot-2' };

const PRINTED = `boot boot-2
system /nix/store/abc-nixos-system
hostname ${plan.system.hostname}
systemd
array md125 clean 2 0 idle
array md126 active 2 0 resync
array md127 clean 2 0 idle
array md124 clean 2 0 idle
`;
const good = parseLook(PRINTED);

describe('parseLook', () => {
  it('reads boot, system, units and arrays', () => {
    expect(good).toMatchObject({
      bootId: 'boot-2',
      systemPath: '/nix/store/abc-nixos-system',
      failedUnits: [],
    });
    expect(good.arrays[1]).toEqual({
      name: 'md126',
      state: 'active',
      missing: 0,
      action: 'resync',
    });
  });

  it('tells "no systemd" from "no failed unit"', () => {
    expect(parseLook(PRINTED.replace('systemd\n', '')).failedUnits).toBeNull();
    expect(
      parseLook(PRINTED.replace('systemd\n', 'systemd\nfailed nginx.service\n')).failedUnits,
    ).toEqual(['nginx.service']);
  });
});

describe('findObjections', () => {
  it('has none against the planned machine', () => {
    expect(findObjections(plan, facts, good, expected, installed)).toEqual([]);
  });

  const cases: readonly (readonly [string, Partial<Look>, RegExp])[] = [
    ['another system', { systemPath: '/nix/store/old-system' }, /runs \/nix\/store\/old-system/],
    ['no system at all', { systemPath: '' }, /runs no NixOS system/],
    ['the installer that never left', { bootId: 'boot-1' }, /still on the installer/],
    ['a reboot in between', { bootId: 'boot-3' }, /restarted while it was checked/],
    ['another hostname', { hostname: 'rescue' }, /calls itself rescue/],
    ['a failed unit', { failedUnits: ['nginx.service'] }, /failed units: nginx.service/],
    ['an array that was not assembled', { arrays: good.arrays.slice(1) }, /3 arrays instead of 4/],
    [
      'an array that lacks a member',
      { arrays: good.arrays.map((array) => ({ ...array, missing: 1 })) },
      /lacks 1 members/,
    ],
  ];
  it.each(cases)('objects to %s', (_, change, words) => {
    const objections = findObjections(plan, facts, { ...good, ...change }, expected, installed);
    expect(objections.join('; ')).toMatch(words);
  });

  it('objects to a root that lies on other disks', () => {
    const onOthers = exampleFacts('metal-mirrors');
    expect(findObjections(plan, onOthers, good, expected, installed).length).toBeGreaterThan(0);
  });
});
