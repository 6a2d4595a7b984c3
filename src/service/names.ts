/** Names under which the service and the phases leave things for each other in the store. Stored: never renamed. */

/** The workflow of an install, in the engine. */
export const INSTALL_WORKFLOW = 'install';

/** Documents of an install: MachineSeen, OrderPlaced, Plan, FlakeFile[] and PermitPaper. */
export const DOCUMENTS = {
  machine: 'machine',
  order: 'order',
  plan: 'plan',
  flake: 'flake',
  permit: 'permit',
} as const;

/** At most so many tries are kept and shown. */
export const MOST_ATTEMPTS = 5;

/** The document with what the machine told after this try. */
export function evidenceDocument(attempt: number): string {
  return `evidence.${attempt}`;
}

/** Leave to carry out one plan. */
export interface PermitPaper {
  readonly planDigest: string;
}

/** Secret of an install: the caller's private key for a host that is simply there. */
export const GIVEN_ACCESS_SECRET = 'given-access';

/** The workflow that stops an install; its runs are known as `cancel-` and the install's id. */
export const CANCEL_WORKFLOW = 'cancel';

/** The workflow of a plan by itself. */
export const PLAN_WORKFLOW = 'plan';

/** The workflow of a webhook's lane; runs and ids are the same there. */
export const WEBHOOK_WORKFLOW = 'webhook';

/** The workflow that asks a vendor about the credentials of an account. */
export const CHECK_ACCOUNT_WORKFLOW = 'check-account';

/** The workflow that reads what an account can order. */
export const READ_OFFERS_WORKFLOW = 'read-offers';

/** The workflow that removes at a vendor what an install left there. */
export const SWEEP_WORKFLOW = 'sweep';
