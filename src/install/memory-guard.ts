/** The installer lives in memory: its store must neither be too small for the build, nor be tidied during it. */

import { type Command, sh } from '../ssh/command.ts';

/**
 * Lets the writable part of the installer's store take most of the memory: as it starts it may have half, and a
 * machine of 4 GB has been seen to run full with the other half free. Elsewhere nothing happens. May be repeated.
 */
export const GROW_STORE: Command = sh`if mountpoint -q /nix/.rw-store; then mount -o remount,size=80% /nix/.rw-store || true; fi`;

/**
 * Options for Nix in the installer. Its configuration may ask for a collection of garbage as soon as little is free,
 * which in a small memory is always: builds were seen to turn in circles for hours.
 */
export const NO_COLLECTION: Command = sh`--option min-free 0`;
