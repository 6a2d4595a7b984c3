import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { wipeScript } from '../../src/install/wipe.ts';
import { examplePlan } from '../support/example-plan.ts';

const plan = examplePlan('metal-mirrors');

describe('wipeScript', () => {
  it('is a script that bash can read', () => {
    expect(() => execFileSync('bash', ['-n'], { input: wipeScript(plan).text })).not.toThrow();
  });

  it('checks name, serial and size of every planned disk before it names any of them to a wipe', () => {
    const { text } = wipeScript(plan);
    const firstWipe = text.indexOf('take_down()');
    for (const { device, serial, sizeBytes } of plan.disksToWipe) {
      expect(text.indexOf(`readlink -e '${device}'`)).toBeGreaterThan(-1);
      expect(text.indexOf(`readlink -e '${device}'`)).toBeLessThan(firstWipe);
      expect(text).toContain(`"$found" = '${serial ?? ''}'`);
      expect(text).toContain(`= ${sizeBytes} ]`);
    }
  });

  it('names planned disks only', () => {
    const named = wipeScript(plan).text.match(/\/dev\/disk\/by-id\/[^'\s"]+/g) ?? [];
    const planned = plan.disksToWipe.map(({ device }) => device);
    expect(new Set(named)).toEqual(new Set(planned));
  });

  it('refuses to run outside of the installer, before it looks at any disk', () => {
    const run = () =>
      execFileSync('bash', [], { input: wipeScript(plan).text, stdio: ['pipe', 'pipe', 'pipe'] });
    expect(run).toThrow(/refused: this is .*, not the installer/);
  });

  it('looks for what reaches over to other disks before it takes anything down', () => {
    const { text } = wipeScript(plan);
    expect(text.indexOf('which is not planned')).toBeGreaterThan(-1);
    expect(text.indexOf('which is not planned')).toBeLessThan(text.indexOf('take_down()'));
    expect(text.indexOf('which is not planned')).toBeLessThan(text.indexOf('vgchange -an'));
  });
});
