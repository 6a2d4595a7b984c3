import type { ProviderClock } from '../provider.ts';
import type { RobotClient } from './client.ts';

/** What every part of this adapter works with; made once per credential. */
export interface RobotContext {
  readonly client: RobotClient;
  readonly clock: ProviderClock;
  /** Name of the credentials. */
  readonly account: string;
  /** 22 but in the lab. */
  readonly sshPort: number;
}
