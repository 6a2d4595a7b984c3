import { describe, expect, it } from '@jest/globals';
import { parsePairs, splitSections } from '../../src/facts/sections.ts';
import { parseNameservers, parseSystem } from '../../src/facts/system.ts';

describe('the running system', () => {
  it('takes the last mount at / and the variant of the installer', () => {
    const sections = splitSections(
      '=== os-release\nID=nixos\nVARIANT_ID=installer\nPRETTY_NAME="NixOS 26.05"\n=== root\nrootfs / rootfs rw 0 0\ntmpfs / tmpfs rw 0 0\n',
    );
    const pairs = parsePairs(
      'hostname=nixos-installer\nkernel=6.18\nboot_id=5c2b1b8e-32a7-4b0f-9d0e-2f6a5d1c7e11\nuptime=41.97 3.1',
    );
    expect(parseSystem(pairs, sections)).toEqual({
      hostname: 'nixos-installer',
      osId: 'nixos',
      osVariantId: 'installer',
      osPrettyName: 'NixOS 26.05',
      kernelRelease: '6.18',
      rootFsType: 'tmpfs',
      rootSource: 'tmpfs',
      bootId: '5c2b1b8e-32a7-4b0f-9d0e-2f6a5d1c7e11',
      uptimeSeconds: 41,
    });
  });

  it('refuses to go without a boot id, and leaves the rest unknown', () => {
    expect(() => parseSystem(new Map(), new Map())).toThrow(/no boot id/);
    const pairs = parsePairs('boot_id=5c2b1b8e-32a7-4b0f-9d0e-2f6a5d1c7e11');
    expect(parseSystem(pairs, new Map())).toMatchObject({
      osId: 'unknown',
      rootFsType: 'unknown',
      uptimeSeconds: 0,
    });
  });

  it('keeps only name servers that can be asked from elsewhere', () => {
    const text =
      'search x\nnameserver 127.0.0.53\nnameserver 185.12.64.2\nnameserver fe80::1%eth0\nnameserver 185.12.64.2\nnameserver 2a01:4ff:ff00::add:1';
    expect(parseNameservers(text)).toEqual(['185.12.64.2', '2a01:4ff:ff00::add:1']);
  });
});
