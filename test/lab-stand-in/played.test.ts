import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseFacts } from '../../src/facts/parse.ts';
import { compareLayout } from '../../src/install/compare-layout.ts';
import { writeScript } from '../../src/install/files.ts';
import { wipeScript } from '../../src/install/wipe.ts';
import { makeDisks, type PlayedDisk } from '../lab/played/blocks.ts';
import { factsText } from '../lab/played/facts-text.ts';
import { formatAsTold } from '../lab/played/format.ts';
import { readNixLiteral } from '../lab/played/nix-literal.ts';
import { disksCheckedBy, filesWrittenBy } from '../lab/played/shell-text.ts';
import { examplePlan } from '../support/example-plan.ts';

const plan = examplePlan('metal-mirrors');
const flake = new URL('../../docs/examples/metal-mirrors/flake/', import.meta.url);
const diskoNix = readFileSync(new URL('disko.nix', flake), 'utf8');

/** Empty disks with the names, serials and sizes of the plan. */
function plannedDisks(): readonly PlayedDisk[] {
  const kinds = plan.layout.disks.map(({ serial, device }) => {
    const kind = device.includes('nvme') ? ('nvme' as const) : ('scsi' as const);
    return { kind, serial: serial ?? '', sizeGib: 1 };
  });
  return makeDisks(kinds).map((disk, index) => {
    const planned = plan.layout.disks[index];
    const byId = planned?.device.replace('/dev/disk/by-id/', '') ?? '';
    return { ...disk, byId, sizeBytes: planned?.sizeBytes ?? 0 };
  });
}

describe('a played machine', () => {
  it.each([
    ['/mnt', 'installer'],
    ['', 'installed'],
  ] as const)('shows the disks as the flake lays them out, mounted at "%s"', (mountedAt, stage) => {
    const disks = plannedDisks();
    expect(formatAsTold(diskoNix, disks)).toEqual(['nvme0n1', 'nvme1n1', 'sda', 'sdb']);
    const spec = {
      name: 'm',
      address: '',
      dir: '',
      firmware: 'uefi',
      disks: disks.map((d) => d.spec),
    } as const;
    const bootId = '0b9e8a43-6a3f-49d5-b8f1-0c1f3c7f3d01';
    const shown = { spec, stage, hostname: 'db-1', bootId, uptimeSeconds: 5, disks, mountedAt };
    const facts = parseFacts(factsText(shown));
    expect(compareLayout(plan, facts, mountedAt)).toEqual([]);
    expect(facts.system.rootSource).toBe(stage === 'installed' ? '/dev/md125' : 'tmpfs');
  });

  it('formats no disk that it does not have', () => {
    const [, ...others] = plannedDisks();
    expect(() => formatAsTold(diskoNix, others)).toThrow('is not there');
  });

  it('reads back which disks the wiping script checks', () => {
    const wanted = plan.disksToWipe.map(({ device, serial, sizeBytes }) => ({
      device,
      serial,
      sizeBytes,
    }));
    expect(disksCheckedBy(wipeScript(plan).text)).toEqual(wanted);
  });

  it('reads back the files that a script writes, whatever is in them', () => {
    const files = [
      { path: '/root/a b', text: "it's\n'quoted' $HOME \\n\n", mode: '0644' },
      { path: '/mnt/etc/key', text: '', mode: '0600' },
    ];
    const written = filesWrittenBy(writeScript(files).text);
    expect([...written]).toEqual(files.map(({ path, text }) => [path, text]));
  });

  it('reads Nix that is data, and refuses what would have to be evaluated', () => {
    const text =
      '# said\n{ lib, ... }:\n{\n  a.b = [ 1 "two\\n\\"" true ]; # why\n  a."c.d" = { };\n}\n';
    expect(readNixLiteral(text)).toEqual({ a: { b: [1, 'two\n"', true], 'c.d': {} } });
    expect(() => readNixLiteral('{ a = lib.mkForce 1; }')).toThrow('no plain data: lib');
  });
});
