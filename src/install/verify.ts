/** Phase verify: proof that this is the planned machine, booted from its own disks. */

import { MachineError } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import type { Proof, UnlockAccess } from '../domain/install.ts';
import type { HostKeyTrust } from '../domain/machine.ts';
import type { Plan } from '../domain/plan.ts';
import { script, sh } from '../ssh/command.ts';
import { knownHostsLine } from '../ssh/keys.ts';
import { act } from './act.ts';
import { compareLayout, plannedMounts, seenMounts } from './compare-layout.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { inspectMachine } from './inspect.ts';
import { unlockAccessOf } from './unlock.ts';

export interface Expected {
  readonly systemPath: string;
  readonly installerBootId: string;
  readonly firstContact: HostKeyTrust;
}

/** Reads the installed system and compares; takes our own login key away; returns the proof. */
export async function proveSystem(
  run: InstallRun,
  installed: Contact,
  expected: Expected,
): Promise<Proof> {
  await inspectMachine(run, installed, 'installed');
  return act(run, 'verify.prove', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installed), { signal });
    const { stdout } = await machine(shell.run(LOOK, { signal }));
    const seen = parseLook(stdout);
    const plan = await run.deps.records.loadPlan(run.installId);
    const facts = await run.deps.records.loadFacts(run.installId, 'installed');
    const objections = findObjections(plan, facts, seen, expected, installed);
    if (objections.length > 0) throw notProven(objections);
    const unlock = await unlockAccessOf(run, installed);
    return toProof(run, { plan, facts, seen, expected, installed, unlock });
  });
}

/** Takes our login key out of the installed system; the caller's own keys stay. May be repeated. */
export async function removeAccess(run: InstallRun, installed: Contact): Promise<void> {
  await act(run, 'verify.remove-access', async ({ signal, machine }) => {
    const target = await targetOf(run, installed);
    const shell = await run.deps.shells.open(target, { signal });
    await machine(shell.run(sh`rm -f /root/.ssh/authorized_keys`, { signal }));
    shell.close();
    return null;
  });
}

const LOOK = script(sh`
echo "boot $(cat /proc/sys/kernel/random/boot_id)"
echo "system $(readlink -f /run/current-system)"
echo "hostname $(uname -n)"
if [ -d /run/systemd/system ]; then
  echo systemd
  systemctl list-units --failed --plain --no-legend --no-pager | while read -r unit rest; do echo "failed $unit"; done
fi
for md in /sys/block/md*/md; do
  [ -e "$md/array_state" ] || continue
  name=$(basename "$(dirname "$md")")
  echo "array $name $(cat "$md/array_state") $(cat "$md/raid_disks") $(cat "$md/degraded" 2> /dev/null || echo 0) $(cat "$md/sync_action" 2> /dev/null || echo idle)"
done`);

export interface Look {
  readonly bootId: string;
  readonly systemPath: string;
  readonly hostname: string;
  readonly failedUnits: readonly string[] | null;
  readonly arrays: readonly {
    readonly name: string;
    readonly state: string;
    readonly missing: number;
    readonly action: string;
  }[];
}

/** Reads what the look printed: one `word value…` a line. */
export function parseLook(text: string): Look {
  const lines = text.split('\n').map((line) => line.trim().split(' '));
  const wordAfter = (word: string) => lines.find((line) => line[0] === word)?.[1] ?? '';
  const all = (word: string) => lines.filter((line) => line[0] === word);
  const failed = all('failed').flatMap((line) => line[1] ?? []);
  return {
    bootId: wordAfter('boot'),
    systemPath: wordAfter('system'),
    hostname: wordAfter('hostname'),
    failedUnits: all('systemd').length > 0 ? failed : null,
    arrays: all('array').map(([, name, state, , missing, action]) => ({
      name: name ?? '',
      state: state ?? '',
      missing: Number(missing ?? '0'),
      action: action ?? 'idle',
    })),
  };
}

/** All that speaks against "this is the planned machine, booted from its own disks"; pure. */
export function findObjections(
  plan: Plan,
  facts: Facts,
  seen: Look,
  expected: Expected,
  installed: Pick<Contact, 'bootId'>,
): string[] {
  const wanted = plan.system.hostname;
  const objections = compareLayout(plan, facts, '');
  const object = (holds: boolean, words: string) => (holds ? [] : [words]);
  return [
    ...objections,
    ...object(seen.bootId === installed.bootId, 'it restarted while it was checked'),
    ...object(seen.bootId !== expected.installerBootId, 'it is still on the installer’s boot'),
    ...object(
      seen.systemPath === expected.systemPath,
      `it runs ${seen.systemPath || 'no NixOS system'} instead of ${expected.systemPath}`,
    ),
    ...object(seen.hostname === wanted, `it calls itself ${seen.hostname} instead of ${wanted}`),
    ...object(
      seen.arrays.length >= plan.layout.arrays.length,
      `it has ${seen.arrays.length} arrays instead of ${plan.layout.arrays.length}`,
    ),
    ...seen.arrays.flatMap((array) =>
      object(array.missing === 0, `array ${array.name} lacks ${array.missing} members`),
    ),
    ...object(
      (seen.failedUnits ?? []).length === 0,
      `failed units: ${seen.failedUnits?.join(', ')}`,
    ),
  ];
}

function notProven(objections: readonly string[]): MachineError {
  return new MachineError(
    'machine.verify-failed',
    `The machine answers with the right host key, but is not as planned: ${objections.join('; ')}.`,
    { objections },
  );
}

interface Evidence {
  readonly plan: Plan;
  readonly facts: Facts;
  readonly seen: Look;
  readonly expected: Expected;
  readonly installed: Contact;
  readonly unlock: UnlockAccess | null;
}

/** As planned; where the caller's flake divided the disks, as seen on them. */
function provenMounts(plan: Plan, facts: Facts) {
  if (plan.layout.isForeign !== true) return plannedMounts(plan);
  return [...seenMounts(facts).values()].filter(({ mountpoint }) => mountpoint.startsWith('/'));
}

function toProof(run: InstallRun, evidence: Evidence): Proof {
  const { plan, facts, seen, expected, installed } = evidence;
  const address = installed.addresses[0] ?? { host: '', port: 22 };
  const hostKey = installed.hostKey?.publicKey ?? '';
  const mounts = seenMounts(facts);
  return {
    address: address.host,
    hostKey,
    knownHostsLine: knownHostsLine(address.host, address.port, hostKey),
    firstContact: expected.firstContact,
    bootIdBefore: expected.installerBootId,
    bootId: seen.bootId,
    systemPath: seen.systemPath,
    mounts: provenMounts(plan, facts).map(({ mountpoint, serials }) => ({
      mountpoint,
      source: mounts.get(mountpoint)?.source ?? '',
      serials,
    })),
    arrays: seen.arrays.map(({ name, state, missing, action }) => ({
      name,
      state: action === 'idle' ? state : `${state}, ${action}`,
      isComplete: missing === 0,
    })),
    failedUnits: seen.failedUnits,
    ...(evidence.unlock === null ? {} : { unlock: evidence.unlock }),
    checkedAt: new Date(run.deps.clock.now()).toISOString(),
  };
}
