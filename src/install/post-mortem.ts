/** After a failure: what the machine has to say is read while it can still be asked, and kept. */

import { type ErrorData, toErrorData } from '../domain/error.ts';
import type { Phase } from '../domain/install.ts';
import type { Shell, Shells } from '../ssh/shell.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { withAbility } from './ability.ts';
import { act } from './act.ts';
import { classifyFailure, type FailureClass } from './classify-failure.ts';
import { type InstallRun, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { EVIDENCE, EVIDENCE_LENGTH } from './evidence.ts';
import type { KnownMachine } from './records.ts';

/** From here on a disk may have been wiped, and what stands on it is worth a look. */
const LATE_PHASES: ReadonlySet<Phase> = new Set(['disko', 'install', 'reboot', 'verify']);
const INSTALLER_LIMIT_MS = 20_000;
const COMMAND_LIMIT_MS = 3 * 60_000;

/**
 * Asks the machine where it stands, or, where it does not answer, from its provider's rescue system, and keeps
 * what it told. Never fails: that nothing could be read is told too. The machine stays where it was read.
 *
 * @returns null: the failure came before any disk was touched
 */
export async function postMortem(
  run: InstallRun,
  problem: ErrorData,
): Promise<FailureClass | null> {
  const { phase } = run;
  if (!LATE_PHASES.has(phase)) return null;
  const found =
    (await orNothing(run, 'mortem.installer', () => fromInstaller(run, problem))) ??
    (await orNothing(run, 'mortem.rescue', () => fromRescue(run, problem)));
  const named = found ?? { from: null, ...classifyFailure(phase, null, problem.code) };
  await act(run, 'mortem.told', async () => {
    const { from, kind, cause } = named;
    const where = from === null ? 'Nothing could be read.' : `Read from the ${from}.`;
    const text = `Post-mortem of the phase ${phase}: ${cause} ${where}`;
    const fields = { phase, kind, from, problem: problem.code };
    await run.deps.records.note(run.installId, 'mortem', text, fields);
    return null;
  });
  return { kind: named.kind, cause: named.cause };
}

interface Finding extends FailureClass {
  readonly from: 'installer' | 'rescue system';
}

async function orNothing(
  run: InstallRun,
  name: string,
  look: () => Promise<Finding | null>,
): Promise<Finding | null> {
  try {
    return await look();
  } catch (error) {
    if (isInterruption(error)) throw error;
    const { message } = toErrorData(error);
    await act(run, `${name}.failed`, async () => {
      await run.deps.records.note(run.installId, `${name}.failed`, `No post-mortem: ${message}`);
      return null;
    });
    return null;
  }
}

/** Where the installer runs still, nothing has to be restarted. */
async function fromInstaller(run: InstallRun, problem: ErrorData): Promise<Finding | null> {
  const { installer, phase } = run;
  // With another host key the installed system does not pass for it.
  if (installer === undefined || phase === 'verify') return null;
  return act(
    run,
    'mortem.installer',
    async ({ signal, machine }) => {
      const target = await targetOf(run, installer);
      const limits = { deadlineMs: INSTALLER_LIMIT_MS, signal };
      const shell = await run.deps.shells.open(target, limits).catch(() => null);
      if (shell === null) return null;
      return keep(run, problem, 'installer', await machine(read(shell, signal)));
    },
    { attempts: 1 },
  );
}

async function fromRescue(run: InstallRun, problem: ErrorData): Promise<Finding | null> {
  return act(
    run,
    'mortem.rescue',
    async ({ signal, machine }) => {
      const known = await run.deps.records.findMachine(run.installId);
      if (known === null || known.origin.provider === 'ssh') return null;
      const text = await machine(readInRescue(run, known, signal));
      return keep(run, problem, 'rescue system', text);
    },
    { attempts: 1 },
  );
}

async function readInRescue(
  run: InstallRun,
  { origin, addresses }: KnownMachine,
  signal: AbortSignal,
): Promise<string> {
  const provider = run.deps.provider(origin.provider, origin.account);
  const ref = origin.providerRef;
  const { publicKey, privateKey } = await run.deps.keys.get(run.installId, 'access');
  const input = { ref, operationId: run.installId, authorizedKey: publicKey };
  const { user, hostKey } = await withAbility(provider, 'rescue').armRescue(input, signal);
  await withAbility(provider, 'power').restart(ref, signal);
  const { shell } = await waitForRescue(run.deps.shells, {
    target: { addresses, user, hostKey, privateKey },
    signal,
  });
  return read(shell, signal);
}

/** Until the machine is down, the system that failed may answer with a host key of its own. */
function waitForRescue(
  shells: Shells,
  { target, signal }: { target: Parameters<Shells['waitForBoot']>[0]; signal: AbortSignal },
) {
  const deadlineMs = DEADLINES.reachBootMs;
  return shells.waitForBoot(target, {
    ...{ notBootId: null, deadlineMs, toleratesOtherHostKey: target.hostKey !== null, signal },
  });
}

async function read(shell: Shell, signal: AbortSignal): Promise<string> {
  const { stdout } = await shell.run(EVIDENCE, { deadlineMs: COMMAND_LIMIT_MS, signal });
  return stdout.slice(-EVIDENCE_LENGTH);
}

async function keep(
  run: InstallRun,
  { code }: ErrorData,
  from: Finding['from'],
  text: string,
): Promise<Finding> {
  await run.deps.records.saveEvidence(run.installId, { phase: run.phase, from, text });
  return { from, ...classifyFailure(run.phase, text, code) };
}
