import { expect, it } from '@jest/globals';
import { MachineError } from '../../src/domain/error.ts';
import { isDatabaseOutage } from '../../src/workflow/outage.ts';

const withCode = (code: string, more: object = {}) =>
  Object.assign(new Error('x'), { code, ...more });

it.each([
  ['an administrator’s shutdown', withCode('57P01'), true],
  ['a refused connection', withCode('ECONNREFUSED'), true],
  ['a socket that is gone', withCode('ENOENT', { syscall: 'connect' }), true],
  ['a lost connection', new Error('Connection terminated unexpectedly'), true],
  ['a full pool', new Error('timeout exceeded when trying to connect'), true],
  ['a file that is gone', withCode('ENOENT', { syscall: 'open' }), false],
  ['a violated constraint', withCode('23505'), false],
  ['an error of ours', new MachineError('machine.connection-lost', 'cut'), false],
  ['no error at all', 'Connection terminated', false],
])('tells whether %s is an outage of the database', (_name, error, want) => {
  expect(isDatabaseOutage(error)).toBe(want);
});
