/**
 * Detached long work, as shell text. A job is a directory on the machine:
 *
 *   script   what to run      run      the wrapper around it     output   stdout and stderr, in order
 *   lock     held by the wrapper for as long as it lives         pid      the wrapper's, once it holds the lock
 *   status   exit code and milliseconds by the machine's clock, renamed into place as the last act
 *
 * It lies under /run, so another boot knows nothing of it. The kernel lets go of the lock however the
 * wrapper ends, so a follower that waits for it notices at once, without asking again and again.
 */

import { RequestError } from '../domain/error.ts';
import { type Command, sh } from './command.ts';

/** Where jobs are kept unless a factory is told otherwise. */
export const JOBS_DIRECTORY = '/run/ironflake/jobs';

/** How many lines a result carries for messages. */
const TAIL_LINES = 40;
const TAIL_BYTES = 16_384;

/** What is sent on stdin: the script proper. */
export function jobScript(script: Command): Buffer {
  return Buffer.from(`set -euo pipefail\n${script.text}\n`);
}

/**
 * Starts a job whose script comes on stdin, unless there is one of that name. The directory is made
 * only when the whole script has arrived: a cut connection leaves nothing that looks like a job.
 *
 * @throws RequestError `request.invalid` when the name is not `[a-z0-9-]+`
 */
export function startJobCommand(directory: string, name: string, scriptBytes: number): Command {
  checkName(name);
  return sh`# ironflake: start job ${name}
set -u; umask 077
root=${directory} name=${name} bytes=${scriptBytes}
dir=$root/$name
[ ! -e "$dir" ] || exit 0
for tool in bash flock setsid; do
  command -v "$tool" > /dev/null || { echo "$tool is missing on this machine" >&2; exit 1; }
done
mkdir -p "$root" || exit
incoming=$(mktemp "$root/.$name.XXXXXX") || exit
cat > "$incoming"
if [ "$(wc -c < "$incoming")" -ne "$bytes" ]; then
  rm -f "$incoming"; echo 'the script of the job did not arrive whole' >&2; exit 1
fi
mkdir "$dir" 2> /dev/null || { rm -f "$incoming"; exit 0; }
mv "$incoming" "$dir/script" && : > "$dir/output" && cat > "$dir/run" << 'END' || exit
${WRAPPER}
END
if [ -d /run/systemd/system ] && command -v systemd-run > /dev/null; then
  systemd-run --quiet --collect --unit="ironflake-job-$name" --setenv=PATH="$PATH" \
    --setenv=HOME="\${HOME:-/root}" "$(command -v bash)" "$dir/run" "$dir" < /dev/null > /dev/null 2> "$dir/launch"
else
  setsid bash "$dir/run" "$dir" < /dev/null > /dev/null 2>&1 &
fi || { cat "$dir/launch" >&2; rm -rf "$dir"; exit 1; }`;
}

/**
 * Runs the script; its children do not get the lock, or a daemon they leave would keep it. The job's own
 * files are private; what the script makes has the usual modes, since it may be a whole system.
 */
const WRAPPER = sh`dir=$1
exec 9> "$dir/lock"
flock 9
echo "$$" > "$dir/pid.new"
mv "$dir/pid.new" "$dir/pid"
now() { local up; read -r up _ < /proc/uptime; ms=$((10#\${up/./} * 10)); }
now; began=$ms
(umask 022; exec bash "$dir/script") < /dev/null >> "$dir/output" 2>&1 9>&-
code=$?
now
echo "$code $((ms - began))" > "$dir/status.new"
mv "$dir/status.new" "$dir/status"`;

/**
 * Streams a job's output from a line on, and ends with the job. stdout is the output itself; stderr is
 * the verdict, read by `parseVerdict`. When the wrapper died without a status, what it left running
 * in its process group is killed, so that a new attempt does not meet it.
 *
 * @throws RequestError `request.invalid` when the name is not `[a-z0-9-]+`
 */
export function followJobCommand(directory: string, name: string, fromSequence: number): Command {
  checkName(name);
  return sh`# ironflake: follow job ${name}
dir=${directory}/${name} from=${fromSequence}
[ -d "$dir" ] || { echo 'verdict: absent' >&2; exit 0; }
tries=0
while [ ! -e "$dir/pid" ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
[ -e "$dir/pid" ] || { echo 'verdict: dead' >&2; exit 0; }
if [ -e "$dir/status" ]; then
  tail -n "+$from" "$dir/output"
else
  flock -s "$dir/lock" true & guard=$!
  tail --pid="$guard" -s 0.05 -n "+$from" -f "$dir/output" 2> /dev/null
  wait "$guard"
fi
if [ -e "$dir/status" ]; then
  { echo "verdict: ended $(cat "$dir/status") $(wc -l < "$dir/output")"; tail -n ${TAIL_LINES} "$dir/output" | tail -c ${TAIL_BYTES}; } >&2
  exit 0
fi
pid=$(cat "$dir/pid")
state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2> /dev/null)
case $state in '' | Z) kill -s KILL -- "-$pid" 2> /dev/null ;; esac
echo 'verdict: dead' >&2`;
}

export type Verdict =
  | { readonly kind: 'absent' }
  | { readonly kind: 'dead' }
  | {
      readonly kind: 'ended';
      readonly exitCode: number;
      readonly durationMs: number;
      /** Ended lines that the output had then. */
      readonly lineCount: number;
      readonly tail: readonly string[];
    };

const VERDICT = /^verdict: (?:(absent|dead)|ended (\d+) (\d+) +(\d+))\n/m;

/** What a follow command said on stderr; null when there is no verdict in it. */
export function parseVerdict(stderr: string): Verdict | null {
  const match = VERDICT.exec(stderr);
  if (match === null) return null;
  const [whole, early, exitCode, durationMs, lineCount] = match;
  if (early === 'absent' || early === 'dead') return { kind: early };
  const tail = stderr.slice(match.index + whole.length).replace(/\n$/, '');
  return {
    kind: 'ended',
    exitCode: Number(exitCode),
    durationMs: Number(durationMs),
    lineCount: Number(lineCount),
    tail: tail === '' ? [] : tail.split('\n'),
  };
}

function checkName(name: string): void {
  if (/^[a-z0-9-]+$/.test(name)) return;
  throw new RequestError(
    'request.invalid',
    `A job on a machine cannot have this name; use lower case letters, digits and hyphens.`,
    { name },
  );
}
