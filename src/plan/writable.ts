/** What a machine told of itself ends up in files: text that no file of ours can hold is refused here. */

import { MachineError } from '../domain/error.ts';
import type { Plan } from '../domain/plan.ts';

/**
 * Refuses NUL, which no Nix string and no argument can hold, and half characters, which UTF-8 cannot. What a caller
 * said was looked at before, so that such text can only come from the machine.
 *
 * @throws MachineError `machine.facts-unreadable` with the place in the plan
 */
export function refuseUnwritable(plan: Omit<Plan, 'digest'>): void {
  const place = unwritable(plan, '');
  if (place === null) return;
  throw new MachineError(
    'machine.facts-unreadable',
    `Read what the machine told of itself: the text at ${place} of the plan has NUL or half a character in it, which no file can hold. Nothing was touched. Look at this device on the machine itself; its name or serial is damaged.`,
    { place },
  );
}

/** The place of the first such text, as `layout.disks.0.device`; null: there is none. */
function unwritable(value: unknown, place: string): string | null {
  if (typeof value === 'string') {
    return value.includes('\0') || !value.isWellFormed() ? place : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = unwritable(inner, place === '' ? key : `${place}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
