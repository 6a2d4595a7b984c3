import { describe, expect, it } from '@jest/globals';
import { parseBoard, parseFirmware } from '../../src/facts/firmware.ts';

describe('firmware and board', () => {
  it('knows two kinds of firmware and refuses a third', () => {
    expect(parseFirmware('uefi')).toBe('uefi');
    expect(parseFirmware('bios')).toBe('bios');
    expect(() => parseFirmware('coreboot')).toThrow(/neither uefi nor bios/);
  });

  it.each([
    ['the CPU flag', 'sys_vendor=Any', 'flag', true],
    ['systemd-detect-virt', 'sys_vendor=Any', 'kvm', true],
    [
      'its product name, where the CPU has no such flag (ARM)',
      'sys_vendor=Hetzner\nproduct_name=vServer',
      '',
      true,
    ],
    ['nothing: a board', 'sys_vendor=ASRockRack\nproduct_name=X570D4U', 'none', false],
  ])('calls a machine virtual or not by %s', (_title, dmi, hypervisor, want) => {
    expect(parseBoard(dmi, hypervisor).isVirtual).toBe(want);
  });

  it('takes the board for the product when the maker left it blank', () => {
    expect(parseBoard('product_name=\nboard_name=X570D4U', '').product).toBe('X570D4U');
    expect(parseBoard('', '').product).toBeNull();
  });
});
