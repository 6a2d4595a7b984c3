import { expect, it } from '@jest/globals';
import { withKeptAccess } from '../../src/plan/kept-access.ts';
import { examplePlan } from '../support/example-plan.ts';

it('adds the key under its own comment, and leaves the digest as it was', () => {
  const plan = examplePlan('cloud-single');
  const kept = withKeptAccess(plan, 'ssh-ed25519 AAAA somebody');
  expect(kept.system.authorizedKeys).toEqual([
    ...plan.system.authorizedKeys,
    'ssh-ed25519 AAAA ironflake-keeps-access',
  ]);
  expect(kept.digest).toBe(plan.digest);
});
