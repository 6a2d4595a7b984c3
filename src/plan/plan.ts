/** Request and facts → the whole plan. */

import type { Disk, Facts } from '../domain/facts.ts';
import { LAYOUTS, type Layout } from '../domain/layout.ts';
import type { FlakeInputs, Plan } from '../domain/plan.ts';
import type { InstallRequest } from '../domain/request.ts';
import { planBoot } from './boot.ts';
import { withChannel } from './channel.ts';
import { toPlannedDisk } from './contents.ts';
import { planDigest } from './digest.ts';
import { diskInWords } from './disk-words.ts';
import { chooseDisks } from './disks.ts';
import { planFiles } from './files.ts';
import { layoutFor, requireSoundFlake } from './flake.ts';
import { layOut } from './layout.ts';
import { requireSoundModule } from './layout-module.ts';
import { planNetwork } from './network.ts';
import { requireSoundNetwork } from './network-request.ts';
import { refuseSharedDisks, refuseTakenNames } from './safety.ts';
import { planSystem } from './system.ts';
import { refuseBlindInitrd } from './unlockable.ts';
import { refuseUnwritable } from './writable.ts';

/**
 * Every later act of an install, decided here and nowhere else. Pure: the same request, facts and
 * inputs make the same plan with the same digest, whatever order or kernel names the disks came in.
 * Only what is planned depends on facts; uptime, boot id and free memory do not enter.
 *
 * @throws RequestError `request.no-such-disk`, `request.ambiguous-disks`, `request.layout-impossible`,
 *         `request.network-unclear`, `request.invalid`;
 *         MachineError `machine.disk-shared`, `machine.facts-unreadable`
 */
export function planMachine(request: InstallRequest, facts: Facts, inputs: FlakeInputs): Plan {
  requireSoundFlake(request);
  requireSoundNetwork(request);
  requireSoundModule(request);
  const system = planSystem(request.system, facts);
  const chosen = chooseDisks(request.layout, facts.disks);
  const planned = [...chosen.system, ...chosen.data.flat()];
  refuseSharedDisks(planned, facts.disks);
  const laidOut = layOut({
    request: request.layout,
    chosen,
    hostname: system.hostname,
    architecture: system.architecture,
  });
  const { flake, build } = request.system;
  const layout = layoutFor(request.system, laidOut);
  const { network, warnings: networkWarnings } = planNetwork(facts, request.system.network);
  refuseBlindInitrd(layout, network);
  const { boot, warnings: bootWarnings } = planBoot(facts, layout, system.architecture);
  const others = facts.disks.filter((disk) => !planned.includes(disk));
  refuseTakenNames(layout, others);
  const files = planFiles(request.system.files ?? [], layout);
  const plan: Omit<Plan, 'digest'> = {
    system: {
      ...system,
      ...(flake === undefined ? {} : { flake }),
      ...(build === undefined ? {} : { build }),
      ...(files.length === 0 ? {} : { files }),
    },
    inputs: withChannel(inputs, request.system),
    layout,
    network,
    boot,
    disksToWipe: planned.map(toPlannedDisk),
    disksLeftAlone: others.map(toPlannedDisk).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    bytesToWipe: planned.reduce((sum, disk) => sum + disk.sizeBytes, 0),
    warnings: [
      ...networkWarnings,
      ...bootWarnings,
      ...diskWarnings(planned, others),
      ...layoutWarnings(layout),
    ],
  };
  refuseUnwritable(plan);
  return { digest: planDigest(plan), ...plan };
}

function keyOf(disk: Plan['disksLeftAlone'][number]): string {
  return `${disk.serial ?? ''}\0${disk.device}`;
}

function diskWarnings(planned: readonly Disk[], others: readonly Disk[]): readonly string[] {
  const told = (disks: readonly Disk[], words: string) =>
    disks
      .filter((disk) => disk.smart === 'failing')
      .map((disk) => `${diskInWords(disk)} ${words}, but says itself that it is failing.`)
      .sort();
  return [...told(planned, 'is taken, as was asked for'), ...told(others, 'is left alone')];
}

function layoutWarnings({ preset, module, isForeign }: Layout): readonly string[] {
  if (module !== undefined) {
    return [
      'The disks are divided as the module of the request says; Nix evaluates it, and it is held against this plan, before they are wiped.',
    ];
  }
  if (isForeign === true) {
    return ['The disks are divided as the own flake says, or the system that was built before.'];
  }
  const { redundancy, isBootTested } = LAYOUTS[preset];
  return [
    ...(redundancy === 'stripe' ? [`${preset}: all is lost when any one of its disks fails.`] : []),
    ...(isBootTested ? [] : [`${preset} was evaluated with disko, but never booted in the lab.`]),
  ];
}
