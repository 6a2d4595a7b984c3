/** A plan asked for by itself: what an install would do, with nothing destroyed. */

import type { ErrorData } from './error.ts';
import type { Offer } from './offer.ts';
import type { FlakeFile, Plan } from './plan.ts';
import type { InstallRequest } from './request.ts';

export type PlanRunState = 'queued' | 'running' | 'ready' | 'failed';

/** Something at the vendor that an order names, or that was chosen for it. */
export interface OrderedThing {
  readonly kind: 'image' | 'network' | 'firewall' | 'volume' | 'placement-group' | 'primary-ip';
  readonly name: string;
  /** The vendor's id. */
  readonly ref: string;
}

/** What an order would buy, as the vendor sells it. */
export interface OrderProfile {
  readonly offer: Offer;
  /** Why earlier choices were passed over, in words. */
  readonly passedOver: readonly string[];
  /** What the order names, as the vendor knows it; absent where nothing can be named. */
  readonly named?: readonly OrderedThing[];
  /** The vendor has checked this very order; absent: its offers were read. */
  readonly isRehearsed?: boolean;
}

/** What a plan is asked for with. */
export interface PlanWish extends InstallRequest {
  /** The vendor is to check the order as if it were one; absent: what it offers is enough. */
  readonly rehearse?: true;
}

export interface PlanRun {
  readonly planId: string;
  readonly state: PlanRunState;
  /** Holds no secret. */
  readonly request: PlanWish;
  /** For a machine that exists; null until it was looked at, and for orders. */
  readonly plan: Plan | null;
  readonly files: readonly FlakeFile[] | null;
  /** For an order; null until the prices were read, and for machines that exist. */
  readonly profile: OrderProfile | null;
  readonly problem: ErrorData | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
}
