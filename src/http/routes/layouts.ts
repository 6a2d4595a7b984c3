/** The catalogue of disk layouts. */

import type { components } from '../../../openapi/api.gen.ts';
import { type ListedLayout, listLayouts } from '../../service/list-layouts.ts';
import type { Handlers } from '../handler.ts';
import { LAYOUT_SIZES } from './install-request.ts';

type Schemas = components['schemas'];

/** The handler. The catalogue never changes while the service runs, and is made when it is first asked for. */
export function createLayoutHandlers(): Pick<Handlers, 'listLayouts'> {
  let items: readonly Schemas['Layout'][] | null = null;
  return {
    async listLayouts() {
      items ??= listLayouts(LAYOUT_SIZES).map(toLayoutView);
      return { kind: 'json', status: 200, body: { items: [...items] } };
    },
  };
}

function toLayoutView(layout: ListedLayout): Schemas['Layout'] {
  const { preset, redundancy, filesystem, minimumDisks, maximumDisks, minimumDiskMib } = layout;
  return {
    preset,
    redundancy,
    filesystem,
    needs: {
      minimumDisks,
      maximumDisks,
      minimumDiskMib,
      firmware: ['bios', 'uefi'],
      architectures: ['x86_64', 'aarch64'],
    },
    options: {
      luks: layout.canLuks,
      lvm: layout.canLvm,
      impermanence: layout.canImpermanence,
      data: layout.canData,
    },
    survives: layout.survives,
    isBootTested: layout.isBootTested,
    nearest: [...layout.nearest],
    schema: schemaOf(layout),
    drawing: layout.drawing,
  };
}

/** Only what this preset can have; what `disks` may be stands in the contract, under LayoutRequest. */
function schemaOf({
  preset,
  canLuks,
  canLvm,
  canImpermanence,
}: ListedLayout): Record<string, unknown> {
  const isTrue = { type: 'boolean', default: false };
  const { espSizeMib, swapSizeMib } = LAYOUT_SIZES;
  return {
    type: 'object',
    additionalProperties: false,
    required: ['preset'],
    properties: {
      preset: { const: preset },
      disks: { type: 'object', description: 'As in LayoutRequest of /openapi.json.' },
      espSizeMib: { type: 'integer', minimum: 100, maximum: 16_384, default: espSizeMib },
      swapSizeMib: { type: 'integer', minimum: 0, maximum: 1_048_576, default: swapSizeMib },
      ...(canLuks ? { luks: isTrue } : {}),
      ...(canLvm ? { lvm: isTrue } : {}),
      ...(canImpermanence ? { impermanence: isTrue } : {}),
    },
  };
}
