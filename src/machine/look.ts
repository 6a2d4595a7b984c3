/** What runs on a machine, and which systems it keeps. */

import type { Generation } from '../domain/managed-machine.ts';
import { type Command, script, sh } from '../ssh/command.ts';

export interface SystemLook {
  readonly bootId: string;
  /** The observed /run/current-system; empty where there is none. */
  readonly systemPath: string;
  /** Oldest first. */
  readonly generations: readonly Generation[];
}

export const LOOK: Command = script(sh`
echo "boot $(cat /proc/sys/kernel/random/boot_id)"
echo "system $(readlink -f /run/current-system)"
echo "profile $(readlink /nix/var/nix/profiles/system)"
for link in /nix/var/nix/profiles/system-*-link; do
  [ -e "$link" ] || [ -L "$link" ] || continue
  echo "generation $(basename "$link") $(readlink -f "$link")"
done`);

/** Reads what the look printed: one `word value…` a line. */
export function parseSystemLook(text: string): SystemLook {
  const lines = text.split('\n').map((line) => line.trim().split(' '));
  const wordAfter = (word: string) => lines.find((line) => line[0] === word)?.[1] ?? '';
  const profile = wordAfter('profile');
  const generations = lines.flatMap(([word, link = '', systemPath = '']) => {
    const number = /^system-(\d+)-link$/.exec(link)?.[1];
    if (word !== 'generation' || number === undefined) return [];
    const isCurrent = profile.endsWith(link);
    return [{ number: Number(number), systemPath, isCurrent }];
  });
  return {
    bootId: wordAfter('boot'),
    systemPath: wordAfter('system'),
    generations: generations.toSorted((one, other) => one.number - other.number),
  };
}
