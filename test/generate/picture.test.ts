import { describe, expect, it } from '@jest/globals';
import { renderPicture } from '../../src/generate/picture.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { makeBlock, makeDisk, makeFacts, makeHdd } from '../plan/make.ts';
import { examples, INPUTS, requestFor } from './examples.ts';

const [, METAL] = examples();

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

describe('the picture of a plan', () => {
  it('frames each disk that is wiped in red, and says what is lost', () => {
    const svg = METAL === undefined ? '' : renderPicture(METAL.plan);
    expect(count(svg, /<rect class="wiped"/g)).toBe(4);
    expect(svg).toContain('serial 71R0A0DXFVX1, 14902 GiB');
    expect(svg).toContain('wiped: part1 linux_raid_member &quot;old-host:data&quot; 14.6 TiB');
    expect(count(svg, /<rect class="array"/g)).toBe(4);
    expect(svg).toContain('ext4 at /var/lib');
  });

  it('draws disks and partitions to scale', () => {
    const disks = [makeDisk({ name: 'nvme0n1', sizeBytes: 1000 * 2 ** 30 })];
    const request = requestFor('x', { espSizeMib: 16384, swapSizeMib: 512000 });
    const svg = renderPicture(planMachine(request, makeFacts({ disks }), INPUTS));
    const widths = [...svg.matchAll(/<rect class="(\w+)" .*? width="([\d.]+)"/g)].map(
      ([, style, width]) => [style, Math.round(Number(width))],
    );
    // 952 units inside of the frame; what the BIOS partition's minimum takes is given by the widest.
    expect(widths).toEqual([
      ['wiped', 960],
      ['boot', 12],
      ['boot', 13],
      ['swap', 460],
      ['system', 459],
    ]);
  });

  it('shows what is kept and what is left alone in grey, with nothing planned on it', () => {
    const filesystem = makeBlock({ path: '/dev/sda1', signature: 'ext4', uuid: 'u' });
    const disks = [
      makeDisk({ name: 'nvme0n1' }),
      makeHdd('sda', { children: [filesystem] }),
      makeDisk({ name: 'sdx', kind: 'ssd', transport: 'usb' }),
    ];
    const data = [{ select: { kind: 'hdd' }, mountpoint: '/srv', keep: true } as const];
    const plan = planMachine(requestFor('x', { data }), makeFacts({ disks }), INPUTS);
    const svg = renderPicture(plan);
    expect(count(svg, /<rect class="alone"/g)).toBe(2);
    expect(count(svg, /<rect class="wiped"/g)).toBe(1);
    expect(svg).toContain('kept, ext4 at /srv: part1 ext4 1 GiB');
    expect(svg).toContain('>left alone<');
  });

  it('is the same for the same plan, and knows light and dark', () => {
    const one = METAL === undefined ? '' : renderPicture(METAL.plan);
    const [, again] = examples();
    expect(again === undefined ? '' : renderPicture(again.plan)).toBe(one);
    expect(one).toContain('prefers-color-scheme: dark');
  });

  it('takes names of hardware for text, whatever is in them', () => {
    const model = '</text><script>alert(1)</script>&"\u0000\uD800';
    const disks = [makeDisk({ name: 'vda', serial: '<b>' })];
    const plan = planMachine(requestFor('x', {}), makeFacts({ disks }), INPUTS);
    const disksToWipe = plan.disksToWipe.map((disk) => ({ ...disk, model }));
    const svg = renderPicture({ ...plan, disksToWipe });
    expect(svg).not.toMatch(/<script|<b>|\0/);
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;');
    expect(svg.isWellFormed()).toBe(true);
  });
});
