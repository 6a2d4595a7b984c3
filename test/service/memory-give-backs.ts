/** Give-backs in memory. */

import type { GiveBack } from '../../src/domain/give-back.ts';
import type { GiveBackPorts } from '../../src/service/machines/give-back.ts';

export interface MemoryGiveBacks {
  readonly giveBacks: GiveBackPorts['giveBacks'];
  readonly rows: GiveBack[];
}

const AT = '2026-11-22T12:00:00.000Z';

/** None yet. */
export function createMemoryGiveBacks(): MemoryGiveBacks {
  const rows: GiveBack[] = [];
  return {
    rows,
    giveBacks: {
      async begin({ machineId, name, origin }, wish) {
        const begun: GiveBack = {
          ...wish,
          machineId,
          name,
          origin,
          state: 'running',
          endsOn: null,
          remaining: [],
          problem: null,
          createdAt: AT,
          endedAt: null,
        };
        rows.push(begun);
        return begun;
      },
      findLast: async (machineId) => rows.findLast((row) => row.machineId === machineId) ?? null,
    },
  };
}
