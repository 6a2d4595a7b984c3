import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { PROBE_SCRIPT } from '../../src/facts/probe.ts';
import { splitSections } from '../../src/facts/sections.ts';

describe('the inspection script', () => {
  it('runs to its end on this very machine, whatever is missing here', () => {
    const run = spawnSync('sh', ['-c', PROBE_SCRIPT], { encoding: 'utf8' });
    expect(run.status).toBe(0);
    expect([...splitSections(run.stdout).keys()]).toEqual([
      'system',
      'firmware',
      'lsblk',
      'by-id',
      'volume-groups',
      'addresses',
      'routes4',
      'routes6',
      'links',
      'disk-drivers',
      'cpu',
      'hypervisor',
      'memory',
      'os-release',
      'root',
      'root-space',
      'dmi',
      'nameservers',
      'mdstat',
      'smart',
      'end',
    ]);
  });

  it('goes on when every tool is missing and the shell is told to stop at errors', () => {
    const script = `set -eu\n${PROBE_SCRIPT.replace(/PATH="[^"]*"/, 'PATH=/nowhere')}`;
    const run = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
    expect(run.status).toBe(0);
    expect(splitSections(run.stdout).get('lsblk')).toBe('');
    expect(splitSections(run.stdout).has('end')).toBe(true);
  });

  it('tells the boot id and the machine type of this very machine', () => {
    const { stdout } = spawnSync('sh', ['-c', PROBE_SCRIPT], { encoding: 'utf8' });
    expect(splitSections(stdout).get('system')).toMatch(/^machine=\S+$/m);
    expect(splitSections(stdout).get('system')).toMatch(/^boot_id=[0-9a-f-]{36}$/m);
  });

  it('holds no tab or carriage return that a terminal could change', () => {
    expect(PROBE_SCRIPT).not.toMatch(/[\t\r]/);
  });
});
