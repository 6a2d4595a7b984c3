import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { examplePlan } from '../../support/example-plan.ts';
import {
  createServiceUnderTest,
  EXISTING,
  ORDER,
  type ServiceUnderTest,
  SSH_HOST,
} from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await createServiceUnderTest();
});

afterAll(async () => {
  await service.app.close();
});

const METAL_ORDER = {
  ...ORDER,
  machine: {
    order: {
      provider: 'robot',
      account: 'main',
      name: 'db-2',
      channel: 'auction',
      maxPrice: { monthlyGross: '60.00', setupGross: '0.00', currency: 'EUR' },
    },
  },
} as const;

const post = { method: 'POST', url: '/v1/plans', scope: 'install' } as const;

describe('POST /v1/plans', () => {
  it('has the engine look at a machine that answers to SSH, without leave to erase', async () => {
    const { erase: _, ...payload } = SSH_HOST;
    const answer = await service.call({ ...post, payload });
    const { planId, state } = answer.json();
    expect([answer.status, state]).toEqual([202, 'queued']);
    expect(answer.headers.location).toBe(`/v1/plans/${String(planId)}`);
    expect(service.ports.engineCalls).toEqual([`run plan ${String(planId)}`]);
    expect(service.ports.storedSecrets.has(`${String(planId)}/given-access`)).toBe(true);
    expect(answer.text).not.toContain('canary');
  });

  it('restarts a machine into rescue only with leave', async () => {
    const refused = await service.call({ ...post, payload: EXISTING });
    expect(refused.status).toBe(422);
    expect(refused.json().code).toBe('request.rescue-not-permitted');
    const allowed = { ...EXISTING, allowRescue: true };
    expect((await service.call({ ...post, payload: allowed })).status).toBe(202);
  });

  it('prices an order for a token that may not order', async () => {
    expect((await service.call({ ...post, payload: ORDER })).status).toBe(202);
  });

  it('has an order rehearsed only for a token that may order, and tells it from a plan without', async () => {
    const headers = { 'idempotency-key': 'r1' };
    const payload = { ...METAL_ORDER, rehearse: true };
    const refused = await service.call({ ...post, payload });
    expect([refused.status, refused.json().code]).toEqual([403, 'request.forbidden']);
    const call = { ...post, scope: 'order', headers } as const;
    const { planId } = (await service.call({ ...call, payload })).json();
    expect((await service.ports.plans.get(String(planId))).request.rehearse).toBe(true);
    const without = await service.call({ ...call, payload: METAL_ORDER });
    expect(without.json().code).toBe('request.idempotency-key-reused');
  });

  it.each([
    ['a cloud server', ORDER],
    ['a host that is simply there', SSH_HOST],
  ])('refuses a rehearsal of %s', async (_, payload) => {
    const answer = await service.call({
      ...{ ...post, scope: 'order', payload: { ...payload, rehearse: true } },
    });
    expect([answer.status, answer.json().code]).toEqual([400, 'request.invalid']);
  });

  it('answers a repeated key with the same plan, and another token with its own', async () => {
    const call = { ...post, payload: ORDER, headers: { 'idempotency-key': 'p1' } };
    const first = await service.call(call);
    const again = await service.call(call);
    const other = await service.call({ ...call, scope: 'admin' });
    expect([first.status, again.status, other.status]).toEqual([202, 200, 202]);
    expect(again.json().planId).toBe(first.json().planId);
    expect(other.json().planId).not.toBe(first.json().planId);
  });
});

describe('GET /v1/plans/{planId}', () => {
  it('shows what would be wiped, the files and the digest', async () => {
    const made = (await service.call({ ...post, payload: SSH_HOST })).json();
    const plan = examplePlan('cloud-single');
    const files = [{ path: 'flake.nix', text: '{ }\n' }];
    service.ports.plans.change(String(made.planId), { state: 'ready', plan, files });
    const answer = await service.call({ url: `/v1/plans/${String(made.planId)}`, scope: 'read' });
    expect(answer.json()).toMatchObject({
      state: 'ready',
      hostname: 'web-1',
      plan: { digest: plan.digest, bytesToWipe: plan.bytesToWipe },
      picture: expect.stringMatching(/^<svg /),
      files,
      profile: null,
    });
  });

  it('shows why a plan could not be made, with advice', async () => {
    const made = (await service.call({ ...post, payload: SSH_HOST })).json();
    const problem = { code: 'machine.unreachable', message: 'Silent.', details: {} } as const;
    service.ports.plans.change(String(made.planId), { state: 'failed', problem });
    const answer = await service.call({ url: `/v1/plans/${String(made.planId)}`, scope: 'read' });
    expect(answer.json()).toMatchObject({
      problem: { detail: 'Silent.', advice: expect.any(String) },
    });
  });

  it('answers 404 for a plan that does not exist', async () => {
    expect((await service.call({ url: '/v1/plans/none', scope: 'read' })).status).toBe(404);
  });
});
