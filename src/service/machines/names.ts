/** Names of the work on machines and of their secrets. Stored: never renamed. */

/**
 * Workflows by the id of a machine, but for `deploy`: of a deployment, `watch` and `unlock`: of a round, and
 * `giveBack`: of a give-back.
 */
export const MACHINE_WORKFLOWS = {
  readFacts: 'read-facts',
  deploy: 'deploy',
  enterRescue: 'enter-rescue',
  leaveRescue: 'leave-rescue',
  watch: 'watch',
  giveBack: 'give-back',
  unlock: 'unlock',
} as const;

/** Whose a machine's secrets are. */
export function machineOwner(machineId: string): string {
  return `machine:${machineId}`;
}

/** The private key that logs in, of the install (or adoption) that placed it. */
export function accessSecret(origin: string): string {
  return `access.${origin}`;
}

/** The host key pair of the installed system, as JSON, of the install that made it. */
export function hostKeySecret(installId: string): string {
  return `host.${installId}`;
}

/** The host key pair of the initrd, as JSON, of the install that made it. */
export function initrdKeySecret(installId: string): string {
  return `initrd.${installId}`;
}

/** Under which an install finds the host key pair of its installed system. */
export const FINAL_HOST_KEY_SECRET = 'key.finalHost';
/** The same of the initrd that waits to be unlocked. */
export const INITRD_HOST_KEY_SECRET = 'key.initrdHost';

/** How a round of a watch is called in the engine. */
export function watchRound(machineId: string, watchNumber: number): { id: string; runId: string } {
  const id = `${machineId} ${watchNumber}`;
  return { id, runId: `watch-${machineId}-${watchNumber}` };
}

/** How one unlocking is called in the engine, and what its passphrase is known by. */
export function unlockRound(machineId: string, unique: string): { id: string; runId: string } {
  const runId = `unlock-${unique}`;
  return { id: `${machineId} ${runId}`, runId };
}

/** The passphrase of one unlocking. */
export function unlockSecret(runId: string): string {
  return `passphrase.${runId}`;
}
