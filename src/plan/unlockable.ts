/** Encrypted machines have to be reached before they have started. */

import { RequestError } from '../domain/error.ts';
import { type Layout, luksNamesOf } from '../domain/layout.ts';
import type { NetworkPlan } from '../domain/plan.ts';

/**
 * Refuses encrypted disks where the way in is a bond: the initrd brings up cards, and no bond, so that nobody could
 * give it the passphrase. VLANs do not matter: the way in never is one.
 *
 * @throws RequestError `request.layout-impossible`
 */
export function refuseBlindInitrd(layout: Layout, { links }: NetworkPlan): void {
  const [uplink] = links;
  if (uplink?.bond === undefined || luksNamesOf(layout).length === 0) return;
  const { preset } = layout;
  throw new RequestError(
    'request.layout-impossible',
    `Laid out ${preset} with luks on a machine whose way in is the bond ${uplink.measuredName} (${uplink.mac}): its initrd brings up single cards, so that nobody could unlock it over SSH while it starts. The nearest layout that can is ${preset} without luks; or start the machine on one of the cards, plan again, and let a module add the bond.`,
    { preset, option: 'luks', nearest: preset },
  );
}
