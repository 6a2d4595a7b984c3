import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/domain/facts.ts';
import { renderHardware } from '../../src/generate/hardware.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { makeDisk, makeFacts } from '../plan/make.ts';
import { examples, INPUTS, requestFor } from './examples.ts';
import { evaluateWithNix } from './real-nix.ts';

function evaluated(text: string): unknown {
  return evaluateWithNix('import ./h.nix { modulesPath = "/modules"; }', [{ path: 'h.nix', text }]);
}

function hardwareOf(fields: Partial<Facts>): unknown {
  const facts = makeFacts({ disks: [makeDisk({ name: 'sda' })], ...fields });
  return evaluated(renderHardware(planMachine(requestFor('x', {}), facts, INPUTS)));
}

describe('hardware.nix', () => {
  it('takes the guest profile for a virtual machine, and no microcode', () => {
    const hardware = hardwareOf({ isVirtual: true });
    expect(hardware).toMatchObject({
      imports: ['/modules/profiles/qemu-guest.nix'],
      boot: { kernelParams: ['console=ttyS0,115200', 'console=tty0'] },
    });
    expect(hardware).not.toHaveProperty('hardware');
    expect(hardware).not.toHaveProperty('boot.swraid');
  });

  it.each([
    ['intel', { cpu: { intel: { updateMicrocode: true } }, enableRedistributableFirmware: true }],
    ['amd', { cpu: { amd: { updateMicrocode: true } }, enableRedistributableFirmware: true }],
    ['unknown', { enableRedistributableFirmware: true }],
  ] as const)('gives a board of %s its firmware', (vendor, want) => {
    const hardware = hardwareOf({ isVirtual: false, cpu: { model: 'x', cores: 1, vendor } });
    expect(hardware).toMatchObject({ hardware: want });
    expect(hardware).not.toHaveProperty('imports');
  });

  it('watches arrays where there are any', () => {
    const [, metal] = examples();
    const text = metal === undefined ? '' : renderHardware(metal.plan);
    expect(evaluated(text)).toMatchObject({
      boot: {
        swraid: { enable: true, mdadmConf: 'MAILADDR root' },
        initrd: { availableKernelModules: ['ahci', 'nvme', 'raid1', 'sd_mod', 'xhci_pci'] },
      },
    });
  });

  it('leaves the kind of initrd and the boot sectors to others', () => {
    for (const { plan } of examples()) {
      expect(renderHardware(plan)).not.toMatch(/initrd\.systemd|devices =|canTouchEfiVariables/);
    }
  });
});
