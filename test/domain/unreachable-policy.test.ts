import { describe, expect, it } from '@jest/globals';
import {
  decideOnUnreachable,
  isQuiet,
  type PolicyState,
  type UnreachablePolicy,
} from '../../src/domain/unreachable-policy.ts';

const NOW = Date.parse('2026-11-22T23:30:00Z');
const POLICY: UnreachablePolicy = {
  act: 'reinstall',
  afterSeconds: 600,
  everySeconds: 30,
  maxPerDay: 1,
  quietHours: null,
};
const FREE: PolicyState = { isLocked: false, isBusy: false, doneAt: [] };

describe('what is done about a machine that does not answer', () => {
  it.each<[string, Partial<UnreachablePolicy>, Partial<PolicyState>, string]>([
    ['the act of its policy', {}, {}, 'reinstall'],
    ['nothing where the policy says so', { act: 'nothing' }, {}, 'nothing'],
    ['nothing on a locked machine', {}, { isLocked: true }, 'nothing'],
    ['nothing while something is at work on it', {}, { isBusy: true }, 'nothing'],
    ['nothing in quiet hours', { quietHours: { from: '22:00', to: '06:00' } }, {}, 'nothing'],
    ['its act outside of them', { quietHours: { from: '01:00', to: '06:00' } }, {}, 'reinstall'],
    ['nothing when the day is spent', {}, { doneAt: ['2026-11-22T01:00:00Z'] }, 'nothing'],
    ['its act again a day later', {}, { doneAt: ['2026-11-21T23:00:00Z'] }, 'reinstall'],
    [
      'its act while some are left',
      { maxPerDay: 2 },
      { doneAt: ['2026-11-22T01:00:00Z'] },
      'reinstall',
    ],
  ])('is %s', (_, policy, state, act) => {
    const decision = decideOnUnreachable({ ...POLICY, ...policy }, { ...FREE, ...state }, NOW);
    expect(decision.act).toBe(act);
    expect(decision.why).toMatch(/\.$/);
  });
});

describe('quiet hours', () => {
  it.each([
    ['22:00', '06:00', true],
    ['23:30', '23:31', true],
    ['06:00', '23:30', false],
    ['23:30', '23:30', false],
  ])('from %s to %s hold at half past eleven: %s', (from, to, want) => {
    expect(isQuiet({ from, to }, NOW)).toBe(want);
  });
});
