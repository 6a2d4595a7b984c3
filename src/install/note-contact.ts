/** Tells the record who answered first, and how its host key was known. */

import type { HostKey } from '../domain/machine.ts';
import type { Shell } from '../ssh/shell.ts';
import type { InstallRun } from './context.ts';

/** May be repeated. */
export async function noteContact(
  run: InstallRun,
  { address, hostKey }: Pick<Shell, 'address' | 'hostKey'>,
): Promise<void> {
  await run.deps.records.firstContact(run.installId, hostKey.trust);
  await run.deps.records.note(
    run.installId,
    'reach.contact',
    `${address.host} answered; its host key is ${trustInWords(hostKey)}`,
    { hostKey: hostKey.publicKey, trust: hostKey.trust },
  );
}

function trustInWords(hostKey: HostKey): string {
  switch (hostKey.trust) {
    case 'injected':
      return 'the one made for it before it booted';
    case 'published':
      return 'the one its provider published';
    case 'given':
      return 'the one given in the request';
    case 'first-use':
      return 'taken on trust: nobody could tell it beforehand';
    default:
      return hostKey.trust satisfies never;
  }
}
