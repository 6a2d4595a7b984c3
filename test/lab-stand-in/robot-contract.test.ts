import { describe, expect, it } from '@jest/globals';
import { readRobotContract } from './robot-contract.ts';

const contract = readRobotContract();
const key = {
  name: 'key1',
  fingerprint: '15:28:b0:03:95:f0:77:b3:10:56:15:6b:77:22:a5:bb',
  type: 'ED25519',
  size: 256,
  data: 'ssh-ed25519 AAAA',
  created_at: '2021-12-31 23:59:59',
};
const answer = { method: 'GET', path: '/key/15:28', status: 200, body: { key } };

describe('the check against the Robot document', () => {
  it('takes an answer that is as the vendor has it', () => {
    expect(contract.problems(answer)).toEqual([]);
  });

  it.each([
    ['a field of another type', { ...key, size: '256' }],
    ['a field that the vendor does not know', { ...key, id: 1 }],
  ])('finds %s', (_, changed) => {
    expect(contract.problems({ ...answer, body: { key: changed } })).toHaveLength(1);
  });

  it('finds an object that is not wrapped, and a path that the vendor does not have', () => {
    expect(contract.problems({ ...answer, body: key })).not.toEqual([]);
    expect(contract.problems({ ...answer, path: '/moons' })).toHaveLength(1);
  });

  it('takes an error with the fields of its kind, and no error without its wrapper', () => {
    const error = { status: 400, code: 'INVALID_INPUT', message: 'invalid input', missing: null };
    const refused = { ...answer, status: 400, body: { error } };
    expect(contract.problems(refused)).toEqual([]);
    expect(contract.problems({ ...refused, body: error })).not.toEqual([]);
    expect(contract.problems({ ...refused, body: { error: { status: '400' } } })).toHaveLength(1);
  });
});
