/** The catalogue of disk layouts, each drawn on an example machine. */

import {
  LAYOUT_PRESETS,
  LAYOUTS,
  type LayoutDescription,
  type LayoutPreset,
} from '../domain/layout.ts';
import type { InstallRequest } from '../domain/request.ts';
import { renderPicture } from '../generate/picture.ts';
import { exampleMachine } from '../plan/example-machine.ts';
import { nearbyPresets } from '../plan/layout-options.ts';
import { planMachine } from '../plan/plan.ts';
import { minimumDiskMib } from '../plan/system-part.ts';

/** The sizes of a request that says nothing of them. */
export interface LayoutSizes {
  readonly espSizeMib: number;
  readonly swapSizeMib: number;
}

export interface ListedLayout extends LayoutDescription {
  readonly preset: LayoutPreset;
  /** Of each disk. */
  readonly minimumDiskMib: number;
  /** What may fail without a loss, in words. */
  readonly survives: string;
  readonly nearest: readonly LayoutPreset[];
  /** SVG. */
  readonly drawing: string;
}

/** All of them, in the order of the contract; pure. */
export function listLayouts(sizes: LayoutSizes): readonly ListedLayout[] {
  return LAYOUT_PRESETS.map((preset) => ({
    preset,
    ...LAYOUTS[preset],
    minimumDiskMib: minimumDiskMib(sizes.espSizeMib),
    survives: survivalOf(LAYOUTS[preset]),
    nearest: nearbyPresets(preset),
    drawing: draw(preset, sizes),
  }));
}

function draw(preset: LayoutPreset, sizes: LayoutSizes): string {
  const request: InstallRequest = {
    machine: {
      kind: 'existing',
      existing: { provider: 'ssh', host: '192.0.2.10', port: 22, user: 'root', hostKey: null },
    },
    system: {
      hostname: preset,
      authorizedKeys: [EXAMPLE_KEY],
      modules: [],
      timeZone: 'UTC',
      stateVersion: '26.05',
    },
    layout: { preset, system: {}, data: [], ...sizes },
    erase: null,
    planDigest: null,
  };
  const inputs = { nixpkgsUrl: 'example', diskoUrl: 'example' };
  return renderPicture(planMachine(request, exampleMachine(LAYOUTS[preset].minimumDisks), inputs));
}

/** Nobody holds its private part: all its bytes are zero. */
const EXAMPLE_KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;

function survivalOf({ redundancy }: LayoutDescription): string {
  switch (redundancy) {
    case 'single':
      return 'No disk may fail.';
    case 'stripe':
      return 'No disk may fail: with any one of them all is lost.';
    case 'mirror':
      return 'All disks but one may fail; each of them starts the machine alone.';
    case 'raid10':
      return 'Any one disk may fail, and a second one unless it holds the same halves; each of them starts the boot loader.';
    case 'raidz1':
      return 'Any one disk may fail; each of them starts the boot loader.';
    default:
      return redundancy satisfies never;
  }
}
