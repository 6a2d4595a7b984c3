/** The one trace of the service that a caller may ask for: its key among the machine's authorized keys. */

import type { Plan } from '../domain/plan.ts';

/** How the key is called in the flake, so that its owner knows whose it is and may take it out. */
export const KEPT_KEY_COMMENT = 'ironflake-keeps-access';

/**
 * The plan with the service's key as one more authorized key. For the files of the flake only: the
 * digest is that of the plan without it.
 *
 * @param publicKey OpenSSH line; its comment is replaced
 */
export function withKeptAccess(plan: Plan, publicKey: string): Plan {
  const [type = '', key = ''] = publicKey.split(' ');
  const line = `${type} ${key} ${KEPT_KEY_COMMENT}`;
  const authorizedKeys = [...plan.system.authorizedKeys, line];
  return { ...plan, system: { ...plan.system, authorizedKeys } };
}
