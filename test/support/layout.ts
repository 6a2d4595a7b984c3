/** Layouts of every preset, laid out on disks that fit. */

import {
  LAYOUTS,
  type Layout,
  type LayoutPreset,
  type LayoutRequest,
} from '../../src/domain/layout.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeDisk, makeFacts } from '../plan/make.ts';

/** As few NVMe disks as the preset takes; `count` for more. */
export function planOf(
  preset: LayoutPreset,
  options: Partial<LayoutRequest> = {},
  count = LAYOUTS[preset].minimumDisks,
): Plan {
  const disks = Array.from({ length: count }, (_, index) => makeDisk({ name: `nvme${index}n1` }));
  const system = { kind: 'nvme', count } as const;
  const request = requestFor('x', { preset, system, ...options });
  return planMachine(request, makeFacts({ disks }), INPUTS);
}

/** The layout of such a plan. */
export function layoutOf(...given: Parameters<typeof planOf>): Layout {
  return planOf(...given).layout;
}
