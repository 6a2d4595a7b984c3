/** Names of the work on machines and of their secrets. Stored: never renamed. */

/** Workflows by the id of a machine, but for `deploy`: of a deployment, `watch`: of a round, and `giveBack`: of a give-back. */
export const MACHINE_WORKFLOWS = {
  readFacts: 'read-facts',
  deploy: 'deploy',
  enterRescue: 'enter-rescue',
  leaveRescue: 'leave-rescue',
  watch: 'watch',
  giveBack: 'give-back',
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

/** Under which an install finds the host key pair of its installed system. */
export const FINAL_HOST_KEY_SECRET = 'key.finalHost';

/** How a round of a watch is called in the engine. */
export function watchRound(machineId: string, watchNumber: number): { id: string; runId: string } {
  const id = `${machineId} ${watchNumber}`;
  return { id, runId: `watch-${machineId}-${watchNumber}` };
}
