/** What is done when a machine stops answering; pure. */

export const UNREACHABLE_ACTS = ['nothing', 'reboot', 'rescue-report', 'reinstall'] as const;
export type UnreachableAct = (typeof UNREACHABLE_ACTS)[number];

/** A stretch of each day in UTC in which nothing is done; `from` after `to` runs over midnight. */
export interface QuietHours {
  /** `HH:MM`. */
  readonly from: string;
  readonly to: string;
}

/** A call that the machine has to answer beside SSH; always to its own address. */
export interface HttpCheck {
  readonly scheme: 'http' | 'https';
  readonly port: number;
  readonly path: string;
  /** For the header `Host`; null: the address. */
  readonly host: string | null;
  /** null: whatever is below 500. */
  readonly expectStatus: number | null;
}

export interface UnreachablePolicy {
  readonly act: UnreachableAct;
  /** How long it must not have answered, without a break. */
  readonly afterSeconds: number;
  /** Pause between two checks. */
  readonly everySeconds: number;
  /** In any 24 hours. */
  readonly maxPerDay: number;
  readonly quietHours: QuietHours | null;
  /** Absent or null: SSH alone is asked. */
  readonly httpCheck?: HttpCheck | null;
}

export interface PolicyState {
  readonly isLocked: boolean;
  /** Something else is at work on it: an install, a deployment, a person in rescue. */
  readonly isBusy: boolean;
  /** Instants (ISO 8601) of what was done under this policy before. */
  readonly doneAt: readonly string[];
}

export interface PolicyDecision {
  readonly act: UnreachableAct;
  /** For people, one sentence. */
  readonly why: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is to be done now with a machine that has been unreachable for long enough. */
export function decideOnUnreachable(
  policy: UnreachablePolicy,
  state: PolicyState,
  nowMs: number,
): PolicyDecision {
  const nothing = (why: string): PolicyDecision => ({ act: 'nothing', why });
  if (policy.act === 'nothing') return nothing('The policy says to do nothing.');
  if (state.isLocked) return nothing('The machine is locked.');
  if (state.isBusy) return nothing('Something else is at work on the machine.');
  if (policy.quietHours !== null && isQuiet(policy.quietHours, nowMs)) {
    const { from, to } = policy.quietHours;
    return nothing(`It is within the quiet hours, ${from} to ${to} UTC.`);
  }
  const done = state.doneAt.filter((at) => nowMs - Date.parse(at) < DAY_MS).length;
  if (done >= policy.maxPerDay) {
    return nothing(
      `It was done ${done} times within 24 hours, and ${policy.maxPerDay} are allowed.`,
    );
  }
  return {
    act: policy.act,
    why: `It has not answered for ${policy.afterSeconds} s, and this is number ${done + 1} of ${policy.maxPerDay} within 24 hours.`,
  };
}

/** Whether the instant lies within; equal ends mean never. */
export function isQuiet({ from, to }: QuietHours, nowMs: number): boolean {
  const now = new Date(nowMs).toISOString().slice(11, 16);
  return from <= to ? from <= now && now < to : now >= from || now < to;
}
