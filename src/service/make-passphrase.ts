/** A passphrase for encrypted disks, made to be typed at a console if need be. */

import { randomInt } from 'node:crypto';

/** The same keys on an English and on a German keyboard, and none that is mistaken for another. */
const LETTERS = 'abcdefghjkmnpqrstuvwx23456789';
const GROUPS = 5;
const GROUP_LENGTH = 5;

/** Five groups of five with dots between; 121 bits, another one each time. */
export function makePassphrase(): string {
  const letter = () => LETTERS.charAt(randomInt(LETTERS.length));
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('.');
}
