/**
 * Activation of a new system under a dead-man timer that runs on the machine itself. Whoever makes the
 * directory `decided` first has decided, once and for all: we, over a new connection, or the timer.
 *
 *   activated   the activation has ended well     decided/how   what was decided
 *   back        the former system has been activated again
 *
 * All of it lies under /run: another boot starts the former system anyway, since the boot loader is
 * changed after the confirmation only.
 */

import { type Command, script, sh } from '../ssh/command.ts';

export interface Activation {
  readonly deploymentId: string;
  readonly formerPath: string;
  readonly builtPath: string;
  readonly confirmSeconds: number;
}

const PLACE = '/run/ironflake/deployments';
/** An activation that takes longer has hung; it is ended and taken back. */
const ACTIVATION_LIMIT_SECONDS = 300;

/** The job on the machine: activates, waits for the decision, and goes back if there is none. */
export function activationScript(activation: Activation): Command {
  const { deploymentId, formerPath, builtPath, confirmSeconds } = activation;
  return script(sh`
dir=${`${PLACE}/${deploymentId}`} former=${formerPath} built=${builtPath} seconds=${confirmSeconds}
mkdir -p "$dir"
running=$(readlink -f /run/current-system)
[ "$running" = "$former" ] || { echo "refused: $running runs, not $former as when this was planned" >&2; exit 21; }
go_back() {
  mkdir "$dir/decided" 2> /dev/null || return 0
  echo "$1" > "$dir/decided/how"
  echo "$2; going back to $former"
  "$former/bin/switch-to-configuration" test || echo "going back ended with status $?"
  : > "$dir/back"
  exit 30
}
code=0
timeout ${ACTIVATION_LIMIT_SECONDS} "$built/bin/switch-to-configuration" test || code=$?
echo "activation ended with status $code"
[ "$code" = 0 ] || go_back activation-failed "the activation failed"
: > "$dir/activated"
for _ in $(seq $((seconds * 2))); do
  [ ! -e "$dir/decided" ] || exit 0
  sleep 0.5
done
go_back not-confirmed "nobody confirmed within $seconds s"`);
}

/** What a look at the machine says of an activation. */
export type Verdict =
  /** The connection may be older than the activation: look again over a new one. */
  | 'activating'
  | 'activated'
  | 'confirmed'
  | 'activation-failed'
  | 'not-confirmed'
  /** This boot knows nothing of it. */
  | 'gone';

const VERDICTS: readonly Verdict[] = [
  'activating',
  'activated',
  'confirmed',
  'activation-failed',
  'not-confirmed',
  'gone',
];

/** Says how the activation stands; decides nothing. */
export function lookCommand(deploymentId: string): Command {
  return sh`dir=${`${PLACE}/${deploymentId}`}
${TELL_DECISION}
[ -d "$dir" ] || { echo gone; exit 0; }
[ ! -e "$dir/activated" ] || { echo activated; exit 0; }
echo activating`;
}

/** Confirms unless it was decided before, and says what was decided. May be repeated. */
export function confirmCommand(deploymentId: string): Command {
  return sh`dir=${`${PLACE}/${deploymentId}`}
[ -d "$dir" ] || { echo gone; exit 0; }
! mkdir "$dir/decided" 2> /dev/null || echo confirmed > "$dir/decided/how"
${TELL_DECISION}
echo activating`;
}

/** The word is written just after the directory is made; nobody dies in between but with the machine. */
const TELL_DECISION = sh`if [ -d "$dir/decided" ]; then
  for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$dir/decided/how" ] && break; sleep 0.1; done
  cat "$dir/decided/how"
  exit 0
fi`;

/** Reads what a look or a confirmation printed; null: neither of the known words. */
export function parseVerdict(stdout: string): Verdict | null {
  const word = stdout.trim();
  return VERDICTS.find((verdict) => verdict === word) ?? null;
}
