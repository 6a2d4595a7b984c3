/** Bonds: several cards that are one link. */

import type { Link, MeasuredBond } from '../domain/facts.ts';
import type { PlannedBond } from '../domain/plan.ts';

/** @see systemd.netdev(5), Mode= of [Bond] */
const MODES: ReadonlySet<string> = new Set([
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
]);
const HASH_POLICIES: ReadonlySet<string> = new Set([
  'layer2',
  'layer3+4',
  'layer2+3',
  'encap2+3',
  'encap3+4',
]);
/** Modes in which the switch does its part, and may not talk to a card that is alone. */
const NEED_THE_SWITCH: ReadonlySet<string> = new Set(['802.3ad', 'balance-rr', 'balance-xor']);

/** A bond that was measured, and what stands in the plan of it. */
export interface Bond {
  readonly link: Link;
  readonly planned: PlannedBond;
}

/** Bonds that have cards and a mode that systemd knows; named anew, by their MAC addresses. */
export function findBonds(links: readonly Link[]): readonly Bond[] {
  const found = links.flatMap((link) => {
    const { bond, name } = link;
    if (bond === undefined || !MODES.has(bond.mode)) return [];
    const members = links.filter((one) => one.kind === 'ethernet' && one.master === name);
    return members.length === 0 ? [] : [{ link, bond, members }];
  });
  return found
    .sort((a, b) => (a.link.mac < b.link.mac ? -1 : 1))
    .map(({ link, bond, members }, index) => ({ link, planned: toPlanned(bond, members, index) }));
}

function toPlanned(
  { mode, hashPolicy, lacpRate, miiMonitorMs }: MeasuredBond,
  members: readonly Link[],
  index: number,
): PlannedBond {
  return {
    name: `bond${index}`,
    mode,
    hashPolicy: hashPolicy !== null && HASH_POLICIES.has(hashPolicy) ? hashPolicy : null,
    lacpRate: mode === '802.3ad' && /^(slow|fast)$/.test(lacpRate ?? '') ? lacpRate : null,
    miiMonitorMs,
    members: members
      .map(({ mac, permanentMac = mac, driver }) => ({ mac: permanentMac, driver }))
      .sort((a, b) => (a.mac < b.mac ? -1 : 1)),
  };
}

/** For people: what may go wrong between here and the installed system. */
export function bondWarnings(bonds: readonly Bond[]): readonly string[] {
  return bonds.flatMap(({ link, planned: { mode, members } }) => [
    ...(NEED_THE_SWITCH.has(mode)
      ? [
          `The link ${link.mac} is a bond of mode ${mode}: the installer brings its cards up one by one, and a switch that insists on the bond may not let it through. If the installer does not answer, start the machine on one card and plan again.`,
        ]
      : []),
    ...(members.length === 1 ? [`The link ${link.mac} is a bond of one card.`] : []),
  ]);
}
