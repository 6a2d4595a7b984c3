/** Ten thousand hostile texts in every field that reaches a file: refused, or out of the real Nix unchanged. */

import { describe, expect, it } from '@jest/globals';
import { errorCode } from '../../src/domain/error.ts';
import type { BlockContent, Facts } from '../../src/domain/facts.ts';
import type { LayoutRequest } from '../../src/domain/layout.ts';
import type { FlakeFile, FlakeInputs } from '../../src/domain/plan.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { DEFAULT_ROUTE, LINK, makeBlock, makeDisk, makeFacts, makeHdd } from '../plan/make.ts';
import { hostileTexts } from '../support/hostile.ts';
import { INPUTS, OPS_KEY, requestFor } from './examples.ts';
import { evaluateWithNix } from './real-nix.ts';

const TEXTS = hostileTexts(10_000);
/** Expressions that are given to one run of Nix. */
const AT_ONCE = 1000;

interface Inputs {
  readonly request: InstallRequest;
  readonly facts: Facts;
  readonly inputs: FlakeInputs;
}

interface Field {
  readonly name: string;
  /** What a machine is planned from when this text stands in the field. */
  readonly put: (text: string) => Partial<Inputs>;
  /** The file it comes out in, and where in its value. */
  readonly file: string;
  readonly at: string;
  readonly want: (text: string) => unknown;
  /** From the caller, who is held to plain text; what a machine tells is taken as it is. */
  readonly isNarrow?: true;
}

const same = (text: string): string => text;
const withSystem = (fields: Partial<InstallRequest['system']>) => {
  const request = requestFor('x', {});
  return { request: { ...request, system: { ...request.system, ...fields } } };
};
const withLayout = (layout: Partial<LayoutRequest>) => ({ request: requestFor('x', layout) });
const withDisk = (fields: Parameters<typeof makeDisk>[0]) => ({
  facts: makeFacts({ disks: [makeDisk(fields)] }),
});
const withLink = (fields: Partial<Facts['links'][number]>) => ({
  facts: makeFacts({ links: [{ ...LINK, ...fields }] }),
});
const DATA = { kind: 'hdd' } as const;
const keptOn = (fields: Partial<BlockContent>) => {
  const block = makeBlock({ path: '/dev/sda1', signature: 'ext4', uuid: 'U', ...fields });
  return {
    request: requestFor('x', {
      system: { kind: 'nvme' },
      data: [{ select: DATA, mountpoint: '/srv', keep: true }],
    }),
    facts: makeFacts({
      disks: [makeDisk({ name: 'nvme0n1' }), makeHdd('sda', { children: [block] })],
    }),
  };
};
const dataAt = (mountpoint: string, preset: 'single-ext4' | 'single-btrfs') => ({
  request: requestFor('x', {
    system: { kind: 'nvme' },
    data: [{ select: DATA, mountpoint, preset }],
  }),
  facts: makeFacts({ disks: [makeDisk({ name: 'nvme0n1' }), makeHdd('sda')] }),
});
const UPLINK = 'systemd.network.networks."10-uplink"';
const DATA_CONTENT = 'disko.devices.disk.hdd0.content.partitions.data.content';

const FIELDS: readonly Field[] = [
  {
    name: 'hostname',
    isNarrow: true,
    put: (hostname) => withSystem({ hostname }),
    file: 'configuration.nix',
    at: 'networking.hostName',
    want: same,
  },
  {
    name: 'time zone',
    isNarrow: true,
    put: (timeZone) => withSystem({ timeZone }),
    file: 'configuration.nix',
    at: 'time.timeZone',
    want: same,
  },
  {
    name: 'state version',
    isNarrow: true,
    put: (stateVersion) => withSystem({ stateVersion }),
    file: 'configuration.nix',
    at: 'system.stateVersion',
    want: same,
  },
  {
    name: 'comment of a login key',
    put: (text) => withSystem({ authorizedKeys: [`${OPS_KEY} ${text}`] }),
    file: 'configuration.nix',
    at: 'users.users.root.openssh.authorizedKeys.keys',
    want: (text) => [`${OPS_KEY} ${text}`],
  },
  {
    name: 'whole login key',
    isNarrow: true,
    put: (text) => withSystem({ authorizedKeys: [text] }),
    file: 'configuration.nix',
    at: 'users.users.root.openssh.authorizedKeys.keys',
    want: (text) => [text],
  },
  {
    name: 'mount point of ext4 data',
    isNarrow: true,
    put: (text) => dataAt(text, 'single-ext4'),
    file: 'disko.nix',
    at: `${DATA_CONTENT}.mountpoint`,
    want: same,
  },
  {
    name: 'mount point of btrfs data',
    isNarrow: true,
    put: (text) => dataAt(`/srv/${text}`, 'single-btrfs'),
    file: 'disko.nix',
    at: `${DATA_CONTENT}.subvolumes.data.mountpoint`,
    want: (text) => `/srv/${text}`,
  },
  {
    name: 'mount point of kept data',
    isNarrow: true,
    put: (mountpoint) => {
      const { facts } = keptOn({});
      const data = [{ select: DATA, mountpoint, keep: true }] as const;
      return { facts, ...withLayout({ system: { kind: 'nvme' }, data }) };
    },
    file: 'kept.nix',
    at: '__attrNames fileSystems',
    want: (text) => [text],
  },
  {
    name: 'UUID of kept data',
    put: (uuid) => keptOn({ uuid }),
    file: 'kept.nix',
    at: 'fileSystems."/srv".device',
    want: (text) => `/dev/disk/by-uuid/${text}`,
  },
  {
    name: 'labels of what is on a disk, its model and serial',
    put: (text) =>
      withDisk({
        name: 'nvme0n1',
        byId: 'nvme-ONE',
        model: text,
        serial: text,
        wwn: text,
        children: [makeBlock({ path: '/dev/nvme0n1p1', label: text, partitionLabel: text })],
      }),
    file: 'disko.nix',
    at: 'disko.devices.disk.main.device',
    want: () => '/dev/disk/by-id/nvme-ONE',
  },
  {
    name: 'by-id name of a disk',
    put: (text) => withDisk({ name: 'nvme0n1', byId: `nvme-${text}` }),
    file: 'disko.nix',
    at: 'disko.devices.disk.main.device',
    want: (text) => `/dev/disk/by-id/nvme-${text}`,
  },
  {
    name: 'MAC address, name and driver of a link',
    put: (text) => withLink({ mac: text, driver: text }),
    file: 'network.nix',
    at: `${UPLINK}.matchConfig.MACAddress`,
    want: same,
  },
  {
    name: 'address of a link',
    put: (address) => withLink({ addresses: LINK.addresses.map((own) => ({ ...own, address })) }),
    file: 'network.nix',
    at: `${UPLINK}.address`,
    want: (text) => [`${text}/24`],
  },
  {
    name: 'gateway',
    put: (gateway) => ({ facts: makeFacts({ routes: [{ ...DEFAULT_ROUTE, gateway }] }) }),
    file: 'network.nix',
    at: `(__head ${UPLINK}.routes).Gateway`,
    want: same,
  },
  {
    name: 'name server',
    put: (text) => ({ facts: makeFacts({ nameservers: [text] }) }),
    file: 'network.nix',
    at: 'networking.nameservers',
    want: (text) => [text],
  },
  {
    name: 'storage driver',
    put: (text) => ({ facts: makeFacts({ storageDrivers: [text, 'nvme'] }) }),
    file: 'hardware.nix',
    at: '__elem "nvme" boot.initrd.availableKernelModules',
    want: () => true,
  },
  {
    name: 'place of nixpkgs and disko',
    put: (text) => ({ inputs: { nixpkgsUrl: text, diskoUrl: text } }),
    file: 'flake.nix',
    at: '[ inputs.nixpkgs.url inputs.disko.url ]',
    want: (text) => [text, text],
  },
];

/** The files, or null where it was refused by a code of ours. A bug is no refusal. */
function filesOf(given: Partial<Inputs>): readonly FlakeFile[] | null {
  const { request = requestFor('x', {}), facts = makeFacts(), inputs = INPUTS } = given;
  try {
    return generateFlake(planMachine(request, facts, inputs), facts);
  } catch (error) {
    if (!/^(request|machine)\./.test(errorCode(error) ?? '')) throw error;
    return null;
  }
}

function valuesOf(expressions: readonly string[]): readonly unknown[] {
  const values: unknown[] = [];
  for (let start = 0; start < expressions.length; start += AT_ONCE) {
    const some = expressions.slice(start, start + AT_ONCE);
    const found = evaluateWithNix(`[\n${some.join('\n')}\n]`);
    if (Array.isArray(found)) values.push(...found);
  }
  return values;
}

describe.each(FIELDS)(
  'ten thousand hostile texts as $name',
  ({ put, file, at, want, isNarrow }) => {
    it('are refused, or come out of the real Nix unchanged', () => {
      const wanted: unknown[] = [];
      const expressions: string[] = [];
      for (const text of TEXTS) {
        const made = filesOf(put(text))?.find(({ path }) => path === file)?.text;
        if (made === undefined) continue;
        const call = made.includes('modulesPath, ...') ? ' { modulesPath = "/m"; }' : '';
        const open = /^\{ \.\.\. \}:$/m.test(made) ? ' { }' : call;
        expressions.push(`(with (\n${made}\n)${open}; ${at})`);
        wanted.push(want(text));
      }
      // Neither all refused nor, where it matters, all let through.
      expect(wanted.length < TEXTS.length / (isNarrow === true ? 4 : 1)).toBe(true);
      if (isNarrow !== true) expect(wanted.length).toBeGreaterThan(TEXTS.length / 4);
      expect(valuesOf(expressions)).toEqual(wanted);
    }, 300_000);
  },
);

describe('a module of the caller', () => {
  it('is a file with the very text, or refused', () => {
    for (const text of TEXTS) {
      const modules = filesOf(withSystem({ modules: [text] }))?.find(
        ({ path }) => path === 'modules/01.nix',
      );
      const isHeld = text.trim() !== '' && !text.includes('\0') && text.isWellFormed();
      expect(modules?.text).toBe(isHeld ? text : undefined);
    }
  }, 300_000);
});
