/** Phase permit: nothing is wiped without leave, given with the request or, for the plan that was made, later. */

import { errorCode, RequestError } from '../domain/error.ts';
import { withoutSlot } from '../workflow/context.ts';
import { waitFor } from '../workflow/wait.ts';
import { act } from './act.ts';
import type { InstallRun } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { leaveRescue } from './leave-rescue.ts';

/** Whoever waits at the screen is answered at once; what waits for hours is looked at less often. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
const PAUSE_GROWS = 1.05;

/**
 * Goes on where the request has leave for this plan, and otherwise waits for it.
 *
 * @throws RequestError `request.plan-changed`, `request.permit-expired`
 */
export async function permitWipe(run: InstallRun): Promise<void> {
  const { digest, disks } = await act(run, 'permit.check', async () => {
    const { planDigest } = run.request;
    const plan = await run.deps.records.loadPlan(run.installId);
    // What an earlier try left on the disks is part of the plan; leave holds for the disks.
    const isFirst = run.permittedDisks === undefined;
    if (isFirst && planDigest !== null && planDigest !== plan.digest) {
      throw new RequestError(
        'request.plan-changed',
        `The plan made from the machine's present facts has the digest ${plan.digest}, not ${planDigest} as permitted. Nothing was touched; look at the new plan and ask again.`,
        { planDigest: plan.digest },
      );
    }
    return { digest: plan.digest, disks: plan.disksToWipe.map((disk) => disk.device) };
  });
  const { machine, erase } = run.request;
  if (run.permittedDisks !== undefined) return requireSameDisks(run.permittedDisks, disks);
  if (machine.kind === 'order' || erase === 'planned-disks') {
    run.permittedDisks = disks;
    return;
  }
  try {
    await awaitLeave(run, digest, disks);
    run.permittedDisks = disks;
  } catch (error) {
    const hasExpired = errorCode(error) === 'request.permit-expired';
    if (hasExpired && machine.existing.provider !== 'ssh') await leaveRescue(run, machine.existing);
    throw error;
  }
}

/** @throws RequestError `request.plan-changed` where another try would wipe more than the first had leave for */
function requireSameDisks(permitted: readonly string[], disks: readonly string[]): void {
  const others = disks.filter((disk) => !permitted.includes(disk));
  if (others.length === 0) return;
  throw new RequestError(
    'request.plan-changed',
    `Another try would wipe ${others.join(', ')}, and leave was given for ${permitted.join(', ')}. Nothing more was touched; ask for a new install.`,
    { disks: others },
  );
}

async function awaitLeave(
  run: InstallRun,
  digest: string,
  disks: readonly string[],
): Promise<void> {
  const { records } = run.deps;
  let pauseMs = FIRST_PAUSE_MS;
  const options = {
    what: `leave to wipe ${disks.join(', ')} by the plan ${digest}`,
    deadlineMs: DEADLINES.permitMs,
    everyMs: () => {
      pauseMs = Math.min(pauseMs * PAUSE_GROWS, LONGEST_PAUSE_MS);
      return pauseMs;
    },
    onWaiting: (waiting: { for: string; until: string }) =>
      records.awaitsPermit(run.installId, waiting),
    onDeadline: () => expired(digest, disks),
  };
  const given = await withoutSlot(() =>
    waitFor('permit.leave', options, () => records.findPermit(run.installId)),
  );
  // The service lets no other digest through; this is the last place where that can be seen.
  if (given.planDigest !== digest) {
    throw new RequestError(
      'request.plan-changed',
      `Leave was given for the plan ${given.planDigest}, and the plan is ${digest}. Nothing was touched; ask again.`,
      { planDigest: digest },
    );
  }
  await act(run, 'permit.given', async () => {
    await records.permitted(run.installId, digest);
    return null;
  });
}

function expired(planDigest: string, disks: readonly string[]): RequestError {
  const hours = DEADLINES.permitMs / 3_600_000;
  return new RequestError(
    'request.permit-expired',
    `Nobody gave leave to wipe ${disks.join(', ')} within ${hours} hours. Nothing was wiped. Ask for the install again, with "erase": "planned-disks" or with leave in time.`,
    { planDigest, disks },
  );
}
