import type { ProviderClock } from '../provider.ts';
import type { HcloudClient } from './client.ts';
import type { MachineContext } from './convert.ts';

/** What every part of this adapter works with; made once per credential. */
export interface HcloudContext extends MachineContext {
  readonly client: HcloudClient;
  readonly clock: ProviderClock;
}
