/** Which boot a machine is on, and for how long its SSH server has been ready. */

import { MachineError } from '../domain/error.ts';
import type { BootId, SshAddress } from '../domain/machine.ts';
import { formatAddress, oneLine } from './address.ts';
import { type Command, sh } from './command.ts';

export interface BootLook {
  readonly bootId: BootId;
  /** Age of the oldest sshd process, the one that listens; null when none was found. */
  readonly sshdAgeMs: number | null;
}

/**
 * Prints the boot id, the uptime in seconds, and since when sshd listens in clock ticks after boot: by
 * its pid file, which it writes once its sockets are bound, else by the start of the oldest sshd. Only what a shell does itself: a process more is felt on an emulated processor.
 *
 * @see proc(5): /proc/pid/stat field 22 counts in USER_HZ, which is 100 on every Linux
 */
export const LOOK_AT_BOOT: Command = sh`# ironflake: look at boot
read -r boot < /proc/sys/kernel/random/boot_id
oldest=
for process in /proc/[0-9]*; do
  { read -r stat < "$process/stat"; } 2> /dev/null || continue
  case $stat in *' (sshd) '*) ;; *) continue ;; esac
  set -- \${stat##*') '}
  if [ -z "$oldest" ] || [ "\${20}" -lt "$oldest" ]; then oldest=\${20}; fi
done
listening=$(stat -c %.9Y /run/sshd.pid 2> /dev/null) && now=$(date +%s%N) || listening=
read -r up idle < /proc/uptime
case $listening$now in
  '' | *[!0-9.]*) ;;
  *) oldest=$((\${up%.*}\${up#*.} - (now - \${listening%.*}\${listening#*.}) / 10000000)) ;;
esac
[ "\${oldest:-0}" -ge 0 ] || oldest=
echo "$boot $up \${oldest:--}"`;

/** @throws MachineError `machine.facts-unreadable` */
export function parseBootLook(stdout: string, address: SshAddress): BootLook {
  const [, bootId, uptime, ticks] =
    /^([0-9a-f]{8}-[0-9a-f-]{27}) (\d+(?:\.\d+)?) (\d+|-)\s*$/m.exec(stdout) ?? [];
  if (bootId === undefined || uptime === undefined || ticks === undefined) {
    throw new MachineError(
      'machine.facts-unreadable',
      `Reading the boot id of ${formatAddress(address)}: it printed "${oneLine(stdout)}". Is it a Linux with /proc?`,
      { address: formatAddress(address) },
    );
  }
  if (ticks === '-') return { bootId, sshdAgeMs: null };
  return { bootId, sshdAgeMs: Math.max(0, Number(uptime) * 1000 - Number(ticks) * 10) };
}
