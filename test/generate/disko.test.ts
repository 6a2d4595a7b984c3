import { describe, expect, it } from '@jest/globals';
import type { Plan } from '../../src/domain/plan.ts';
import { renderDisko } from '../../src/generate/disko.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { makeDisk, makeFacts, makeHdd } from '../plan/make.ts';
import { examples, INPUTS, requestFor } from './examples.ts';
import { evaluateWithNix } from './real-nix.ts';

function devicesOf(plan: Plan): unknown {
  return evaluateWithNix('(import ./disko.nix).disko.devices', [
    { path: 'disko.nix', text: renderDisko(plan) },
  ]);
}

describe('disko.nix', () => {
  it('says all of a single disk that disko needs to know', () => {
    const facts = makeFacts({ disks: [makeDisk({ name: 'vda', byId: 'virtio-1' })] });
    const plan = planMachine(requestFor('x', { swapSizeMib: 512 }), facts, INPUTS);
    const uuids = plan.layout.disks[0]?.partitions.map((part) => part.uuid);
    expect(devicesOf(plan)).toEqual({
      disk: {
        main: {
          type: 'disk',
          device: '/dev/disk/by-id/virtio-1',
          content: {
            type: 'gpt',
            partitions: {
              bios: { priority: 1, size: '1M', type: 'EF02', uuid: uuids?.[0] },
              esp: {
                priority: 2,
                size: '1024M',
                type: 'EF00',
                uuid: uuids?.[1],
                content: {
                  type: 'filesystem',
                  format: 'vfat',
                  mountpoint: '/boot',
                  mountOptions: ['umask=0077'],
                },
              },
              swap: {
                priority: 3,
                size: '512M',
                type: '8200',
                uuid: uuids?.[2],
                content: { type: 'swap' },
              },
              root: {
                priority: 4,
                size: '100%',
                type: '8300',
                uuid: uuids?.[3],
                content: { type: 'filesystem', format: 'ext4', mountpoint: '/' },
              },
            },
          },
        },
      },
    });
  });

  it('tells mdadm all that it would ask, and skips the first synchronisation on flash alone', () => {
    const [, metal] = examples();
    const devices = metal === undefined ? {} : devicesOf(metal.plan);
    const content = (type: string, format: string, mountpoint: string) => ({
      type,
      format,
      mountpoint,
    });
    expect(devices).toMatchObject({
      mdadm: {
        boot: {
          level: 1,
          metadata: '1.0',
          extraArgs: ['--run', '--bitmap=none', '--assume-clean'],
        },
        swap: {
          level: 1,
          metadata: '1.2',
          extraArgs: ['--run', '--bitmap=none', '--assume-clean'],
          content: { type: 'swap' },
        },
        root: {
          level: 1,
          metadata: '1.2',
          extraArgs: ['--run', '--bitmap=internal', '--assume-clean'],
          content: content('filesystem', 'ext4', '/'),
        },
        varlib: {
          level: 1,
          metadata: '1.2',
          extraArgs: ['--run', '--bitmap=internal'],
          content: content('filesystem', 'ext4', '/var/lib'),
        },
      },
    });
  });

  it('puts data of one disk on its partition', () => {
    const facts = makeFacts({ disks: [makeDisk({ name: 'nvme0n1' }), makeHdd('sda')] });
    const data = [
      { select: { kind: 'hdd' as const }, mountpoint: '/srv', preset: 'single-ext4' as const },
    ];
    const plan = planMachine(requestFor('x', { data }), facts, INPUTS);
    expect(devicesOf(plan)).toMatchObject({
      disk: {
        hdd0: {
          content: { partitions: { data: { priority: 1, content: { mountpoint: '/srv' } } } },
        },
      },
    });
  });
});
