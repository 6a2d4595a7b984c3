/** How long each thing may take. Generous: a deadline is there to end a dead install, not to race it. */

const MINUTE_MS = 60_000;

export const DEADLINES = {
  /** Stock image or rescue system until its SSH answers; Robot boxes need up to 8 minutes. */
  reachBootMs: 12 * MINUTE_MS,
  /** A host that should already answer. */
  reachHostMs: 2 * MINUTE_MS,
  /** After a restart, until the rescue system answers; dedicated servers take minutes to start. */
  restartMs: {
    software: 8 * MINUTE_MS,
    hardware: 10 * MINUTE_MS,
    'power-cycle': 10 * MINUTE_MS,
  },
  /** From an order of a dedicated server to its being handed over; days are normal. */
  deliveryMs: 14 * 24 * 60 * MINUTE_MS,
  /** A server that was handed over in its rescue system should already answer. */
  reachDeliveredMs: 5 * MINUTE_MS,
  /** For somebody to give leave to wipe; the machine waits in its rescue system meanwhile. */
  permitMs: 24 * 60 * MINUTE_MS,
  kexecFetchMs: 20 * MINUTE_MS,
  kexecBootMs: 10 * MINUTE_MS,
  diskoBuildMs: 30 * MINUTE_MS,
  diskoMs: 20 * MINUTE_MS,
  systemBuildMs: 90 * MINUTE_MS,
  systemInstallMs: 30 * MINUTE_MS,
  /** Unmounting writes out what is in memory; a slow disk takes minutes. */
  putAwayMs: 15 * MINUTE_MS,
  pushMs: 2 * MINUTE_MS,
  leaveMs: 5 * MINUTE_MS,
  firstBootMs: 20 * MINUTE_MS,
} as const;
