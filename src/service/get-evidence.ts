/** What the machine of an install told after its failed tries. */

import { RequestError } from '../domain/error.ts';
import { evidenceDocument, MOST_ATTEMPTS } from './names.ts';
import type { ServicePorts } from './ports.ts';

interface EvidencePaper {
  readonly phase: string;
  readonly from: string;
  readonly text: string;
}

/**
 * One text with a part for each try. May be repeated.
 *
 * @throws RequestError `request.not-found`: no such install, or nothing was kept
 */
export async function getEvidence(
  ports: Pick<ServicePorts, 'installs' | 'documents'>,
  installId: string,
): Promise<string> {
  const { state } = await ports.installs.get(installId);
  const parts: string[] = [];
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const paper = await ports.documents.find<EvidencePaper>(installId, evidenceDocument(attempt));
    if (paper === null) continue;
    const { phase, from, text } = paper;
    parts.push(`=== try ${attempt}, failed in the phase ${phase}, read from the ${from}\n${text}`);
  }
  if (parts.length > 0) return parts.join('\n');
  throw new RequestError(
    'request.not-found',
    `Install ${installId} is ${state}, and no evidence of a failure was kept: there is some where it failed after its disks may have been wiped and the machine could be asked.`,
    { state },
  );
}
