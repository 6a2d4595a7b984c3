/** Which disks a caller's own disko module is given → disks.nix. */

import type { Plan } from '../domain/plan.ts';
import { entry, list, renderFile, set, str } from './nix.ts';

/** The argument `disks` of modules: every disk that was wiped, in the order of their serials. */
export function renderDisks({ layout, disksToWipe }: Plan): string {
  const lines = layout.disks.map(({ device, serial }) => {
    const model = disksToWipe.find((disk) => disk.device === device)?.model ?? 'unknown model';
    return `${device}: ${model}, serial ${serial ?? 'unknown'}`;
  });
  return renderFile(
    set([entry('_module.args.disks', list(layout.disks.map(({ device }) => str(device))))]),
    { comment: ['The argument "disks" of modules.', ...lines].join('\n') },
  );
}
