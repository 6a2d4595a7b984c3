import { describe, expect, it } from '@jest/globals';
import { parseDrivers } from '../../src/facts/drivers.ts';
import { parseLinkHardware } from '../../src/facts/links.ts';

describe('drivers', () => {
  it('names modules, without buses, once and sorted', () => {
    const links = parseLinkHardware(
      'eth0 device=yes driver=virtio_net module= carrier=1 speed=\nlo device=no driver= module= carrier= speed=',
    );
    const text = 'sda sd virtio_scsi virtio-pci pcieport\nnvme0n1 nvme nvme\nsdb sd ahci';
    expect(parseDrivers(text, links)).toEqual([
      'ahci',
      'nvme',
      'sd_mod',
      'virtio_net',
      'virtio_pci',
      'virtio_scsi',
    ]);
    expect(parseDrivers('', new Map())).toEqual([]);
  });
});
