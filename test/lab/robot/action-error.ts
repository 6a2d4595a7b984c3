/** The fault `action-error` as Robot's answer: it has no actions that could fail later, so the call itself does. */

import type { ActionFault } from '../stand-in/faults.ts';
import { failed, type Refusal } from './refusal.ts';

/** The refusal that was asked for; `code` is what the vendor would say where the fault names the Cloud API's own. */
export function actionError(faults: readonly ActionFault[], code: string): Refusal | null {
  const fault = faults.find(({ kind }) => kind === 'action-error');
  if (fault?.kind !== 'action-error') return null;
  return failed(/^[A-Z_]+$/.test(fault.code) ? fault.code : code, fault.message);
}
