import { describe, expect, it } from '@jest/globals';
import {
  entryName,
  parseEntry,
  parseOrder,
  renderEntry,
  renderOrder,
} from '../../src/install/efi-entries.ts';

const UUID = 'b1c7fa97-bbc7-8c38-a955-29e709d28938';
const ESP = { uuid: UUID, number: 2, startLba: 4096n, sizeLba: 524288n };

/** Attributes, load option and device path of a virtio card as OVMF writes them. */
const PXE = Buffer.from(
  [
    '07000000',
    '01000000',
    '5400', // length of the paths
    Buffer.from('UEFI PXEv4 (MAC:525400123456)\0', 'utf16le').toString('hex'),
    '02010c00d041030a00000000', // PciRoot
    '0101060000020000'.slice(0, 12), // Pci
    `030b2500${'525400123456'}${'00'.repeat(26)}01`, // MAC
    `030c1b00${'00'.repeat(23)}`, // IPv4
    '7fff0400',
  ].join(''),
  'hex',
);

describe('boot entries', () => {
  it('come back as they were written', () => {
    expect(parseEntry(3, renderEntry('web-1', ESP, 'BOOTX64.EFI'))).toEqual({
      number: 3,
      description: 'web-1',
      isActive: true,
      isNetwork: false,
      partitionUuid: UUID,
    });
  });

  it('are written as firmware writes its own', () => {
    expect(renderEntry('a', ESP, 'BOOTX64.EFI').toString('hex')).toBe(
      [
        '07000000', // kept, at boot, at run time
        '01000000', // active
        '5e00', // length of the paths
        '61000000', // "a"
        '04012a00', // media, hard drive, 42 bytes
        '02000000',
        '0010000000000000',
        '0000080000000000',
        '97fac7b1c7bb388ca95529e709d28938', // the GUID, its first groups turned round
        '0202',
        '04043000', // media, file path, 48 bytes
        Buffer.from('\\EFI\\BOOT\\BOOTX64.EFI\0', 'utf16le').toString('hex'),
        '7fff0400',
      ].join(''),
    );
  });

  it('by network are told from others by the card in their path', () => {
    expect(parseEntry(1, PXE)).toMatchObject({
      description: 'UEFI PXEv4 (MAC:525400123456)',
      isNetwork: true,
      partitionUuid: null,
    });
  });

  it('that are cut off or empty are none', () => {
    const whole = renderEntry('web-1', ESP, 'BOOTX64.EFI');
    expect(parseEntry(0, Buffer.alloc(0))).toBeNull();
    expect(parseEntry(0, whole.subarray(0, 40))).toBeNull();
    expect(parseEntry(0, whole.subarray(0, 12))).toBeNull();
  });
});

describe('the boot order', () => {
  it('comes back as it was written', () => {
    expect(renderOrder([1, 0x1234]).toString('hex')).toBe('0700000001003412');
    expect(parseOrder(renderOrder([1, 0x1234]))).toEqual([1, 0x1234]);
    expect(parseOrder(Buffer.alloc(0))).toEqual([]);
  });

  it('names entries by four digits', () => {
    expect(entryName(26)).toBe('Boot001A');
  });
});
