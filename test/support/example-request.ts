/** A request as it is stored. */

import type { InstallRequest } from '../../src/domain/request.ts';

export const EXAMPLE_REQUEST: InstallRequest = {
  machine: {
    kind: 'existing',
    existing: { provider: 'ssh', host: '192.0.2.7', port: 22, user: 'root', hostKey: null },
  },
  system: {
    hostname: 'web-1',
    authorizedKeys: ['ssh-ed25519 AAAA ops'],
    modules: [],
    timeZone: 'UTC',
    stateVersion: '26.05',
  },
  layout: { preset: 'single-ext4', system: {}, data: [], espSizeMib: 512, swapSizeMib: 0 },
  erase: 'planned-disks',
  planDigest: null,
};
