/** Health, readiness and the contract itself. */

import type { Contract } from '../contract.ts';
import type { Handlers } from '../handler.ts';

/** One thing that must work before calls can be served. */
export interface ReadinessCheck {
  readonly name: string;
  /** Resolves with a note for people; rejects when it does not work. */
  readonly run: () => Promise<string>;
}

/** The handlers of the service's own resources. */
export function createServiceHandlers(
  contract: Contract,
  checks: readonly ReadinessCheck[],
): Pick<Handlers, 'getHealth' | 'getReadiness' | 'getContract'> {
  return {
    async getHealth() {
      return { kind: 'json', status: 200, body: { status: 'alive' } };
    },
    async getReadiness() {
      const results = await Promise.all(checks.map(runCheck));
      const isReady = results.every(({ isOk }) => isOk);
      const status = isReady ? 'ready' : 'not-ready';
      return { kind: 'json', status: isReady ? 200 : 503, body: { status, checks: results } };
    },
    async getContract() {
      const { openapi, info, paths, ...rest } = contract.document;
      return { kind: 'json', status: 200, body: { openapi, info, paths, ...rest } };
    },
  };
}

async function runCheck({ name, run }: ReadinessCheck) {
  try {
    return { name, isOk: true, note: await run() };
  } catch (error) {
    return { name, isOk: false, note: error instanceof Error ? error.message : String(error) };
  }
}
