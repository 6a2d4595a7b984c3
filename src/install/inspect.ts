/** Phase inspect: one script, one round trip; the machine tells what it is. */

import type { Facts } from '../domain/facts.ts';
import { parseFacts } from '../facts/parse.ts';
import { PROBE_SCRIPT } from '../facts/probe.ts';
import { script } from '../ssh/command.ts';
import { withAbility } from './ability.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import type { FactsStage } from './records.ts';

/**
 * Reads the machine and keeps its facts in the record. May be repeated.
 *
 * @throws MachineError `machine.facts-unreadable` and those of `Shell.run`
 */
export async function inspectMachine(
  run: InstallRun,
  contact: Contact,
  stage: FactsStage,
): Promise<void> {
  await act(run, `inspect.${stage}`, async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, contact), { signal });
    const { stdout } = await machine(shell.run(script(PROBE_SCRIPT), { signal }));
    const facts = { ...parseFacts(stdout), ...(await toldFacts(run, stage, signal)) };
    await run.deps.records.saveFacts(run.installId, stage, facts);
    if (stage === 'before') await noteFacts(run, facts);
    return null;
  });
}

/**
 * What only the provider knows: which cards are in private networks. The system that was measured need
 * not have set these up, and the installed one shall.
 */
async function toldFacts(
  { request: { machine }, installId, deps }: InstallRun,
  stage: FactsStage,
  signal: AbortSignal,
): Promise<Pick<Facts, 'privateMacs'>> {
  const named = machine.kind === 'order' ? machine.order : machine.existing;
  if (stage !== 'before' || named.provider !== 'hcloud') return {};
  const provider = deps.provider(named.provider, named.account);
  const known =
    machine.kind === 'order'
      ? await withAbility(provider, 'ordering').findByOperation(installId, signal)
      : await provider.getMachine('server' in named ? named.server : '', signal);
  const { privateMacs } = known ?? {};
  return privateMacs === undefined ? {} : { privateMacs };
}

async function noteFacts(run: InstallRun, facts: Facts): Promise<void> {
  const disks = facts.disks.map((disk) => `${disk.kind} ${disk.model ?? ''} ${disk.serial ?? ''}`);
  await run.deps.records.note(
    run.installId,
    'inspect.facts',
    `${facts.cpu.cores} × ${facts.cpu.model}, ${facts.memoryMib} MiB, ${facts.firmware}, ${facts.disks.length} disks`,
    { disks: disks.map((disk) => disk.trim()), firmware: facts.firmware },
  );
}
