/** A new configuration on an installed machine: confirmed from outside, or taken back by the machine itself. */

import type { ErrorData } from './error.ts';

export type DeploymentRequest =
  /** The machine's own generated flake with these modules in place of its present ones. */
  | { readonly kind: 'modules'; readonly modules: readonly string[] }
  /** Another flake, built on the machine. */
  | { readonly kind: 'flake'; readonly url: string; readonly attribute: string }
  /** A system that the machine still has. */
  | { readonly kind: 'generation'; readonly generation: number };

/**
 * `confirmed`: runs, was reached from outside over a new connection, and is what boots next.
 * `rolled-back`: the former system runs again. `failed`: see the problem, and the observed path.
 */
export type DeploymentState = 'queued' | 'running' | 'confirmed' | 'rolled-back' | 'failed';

export const DEPLOYMENT_ENDS: ReadonlySet<DeploymentState> = new Set([
  'confirmed',
  'rolled-back',
  'failed',
]);

export interface Deployment {
  readonly deploymentId: string;
  readonly machineId: string;
  readonly state: DeploymentState;
  readonly request: DeploymentRequest;
  /** How long after the activation the machine waits for the confirmation before it goes back. */
  readonly confirmSeconds: number;
  /** What ran before; null until it was looked at. */
  readonly formerPath: string | null;
  /** What was to run; null until it was built. */
  readonly builtPath: string | null;
  /** What the machine was seen to run at the end; null when it could not be asked. */
  readonly observedPath: string | null;
  readonly problem: ErrorData | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
}
