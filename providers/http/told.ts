/** Telling of each try of a call. */

import { toErrorData } from '../../src/domain/error.ts';
import type { ProviderClock, VendorCall } from '../provider.ts';

/** As a client tells it; whose client it is, is known elsewhere. */
export type TellCall = (call: Omit<VendorCall, 'provider' | 'account'>) => void;

export interface Telling {
  readonly clock: ProviderClock;
  readonly endpoint: string;
  /** Absent: nobody is told. */
  readonly onCall?: TellCall;
}

/** Runs one try, and tells of it when it has ended, however that was. */
export async function told<T>(
  { clock, endpoint, onCall }: Telling,
  { method, path }: Pick<VendorCall, 'method' | 'path'>,
  attempt: () => Promise<T>,
): Promise<T> {
  const startedAt = clock.now();
  const tell = (problem: VendorCall['problem']) => {
    const durationMs = clock.now() - startedAt;
    onCall?.({ method, path, host: new URL(endpoint).host, startedAt, durationMs, problem });
  };
  try {
    const result = await attempt();
    tell(null);
    return result;
  } catch (error) {
    tell(toErrorData(error));
    throw error;
  }
}
