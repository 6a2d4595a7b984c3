/** Servers that the lab's account has from the start: one with old buttons, one with new. */

import type { RobotServerSpec } from './account.ts';

export const ROBOT_SERVERS: readonly RobotServerSpec[] = [
  {
    number: 2_301_001,
    name: 'metal-a',
    product: 'EX44',
    datacenter: 'FSN1-DC18',
    resetTypes: ['sw', 'hw', 'man'],
    hasWol: true,
  },
  {
    number: 2_301_002,
    name: 'metal-b',
    product: 'AX42',
    datacenter: 'HEL1-DC4',
    resetTypes: ['power', 'power_long', 'hw', 'man'],
  },
];
