import { describe, expect, it } from '@jest/globals';
import { createHcloudProvider, HCLOUD_ABILITIES } from '../../../providers/hcloud/index.ts';
import type { OrderInput, ProviderClock } from '../../../providers/provider.ts';
import { describeProvider } from '../../conformance/provider.ts';
import { createFakeMachine } from '../../lab/fake-machine.ts';
import { createManualClock, type ManualClock } from '../../lab/hcloud/clock.ts';
import { createHcloudStandIn, type HcloudStandIn } from '../../lab/hcloud.ts';
import { KEY, never, present } from './make.ts';

/** The provider's sleep moves the stand-in's time on: nobody waits, and actions end in order. */
function sharedClock(clock: ManualClock): ProviderClock {
  return {
    now: clock.now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      await clock.advance(ms);
    },
  };
}

async function startProject() {
  const clock = createManualClock();
  let machines = 0;
  const standIn: HcloudStandIn = createHcloudStandIn({
    clock,
    actionMs: 300,
    makeMachine: ({ name, nextBoot }) => {
      machines += 1;
      return createFakeMachine({ name, address: `127.9.0.${machines}`, nextBoot });
    },
  });
  const listening = await standIn.listen();
  const settings = { account: 'lab', endpoint: listening.endpoint, clock: sharedClock(clock) };
  return {
    standIn,
    clock,
    close: listening.close,
    call: async (path: string, body: object) => {
      const headers = { authorization: `Bearer ${listening.token}` };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(`${listening.endpoint}${path}`, init);
      if (!answer.ok) throw new Error(await answer.text());
      await clock.advance(1_000);
    },
    providerWith: (token = listening.token) => createHcloudProvider({ ...settings, token }),
  };
}

function orderMaker(): () => OrderInput {
  let count = 0;
  return () => {
    count += 1;
    return {
      order: {
        provider: 'hcloud',
        account: 'lab',
        name: `web-${count}`,
        serverTypes: ['cx23', 'cx33'],
        locations: ['fsn1', 'nbg1'],
        maxPrice: { monthlyGross: '20.00', currency: 'EUR' },
      },
      operationId: `op-${count}`,
      authorizedKey: KEY,
      userData: '#cloud-config\n{}\n',
      aboutToSend: async () => {},
    };
  };
}

describeProvider({
  name: 'hcloud at the stand-in',
  abilities: HCLOUD_ABILITIES,
  reservesNames: true,
  start: async () => {
    const project = await startProject();
    return {
      provider: project.providerWith(),
      existingRef: null,
      unknownRef: '999999',
      authorizedKey: KEY,
      makeOrder: orderMaker(),
      passTime: (ms) => project.clock.advance(ms),
      withBadCredentials: project.providerWith('x'.repeat(64)),
      close: project.close,
    };
  },
});

describe('an order at the stand-in', () => {
  it('by way of the rescue system boots nothing but that, in networks and behind a firewall', async () => {
    const project = await startProject();
    try {
      const { call } = project;
      const zone = { type: 'cloud', network_zone: 'eu-central' };
      await call('/networks', { name: 'private', ip_range: '10.0.0.0/16', subnets: [zone] });
      const rule = { direction: 'in', protocol: 'tcp', port: '22', source_ips: ['0.0.0.0/0'] };
      await call('/firewalls', { name: 'ssh-only', rules: [rule] });
      await call('/volumes', { name: 'data', size: 10, location: 'nbg1' });
      const { order, ...input } = orderMaker()();
      if (order.provider !== 'hcloud') throw new Error('an order for the wrong provider');
      const provider = project.providerWith();
      const { machine, passedOver } = await present(provider.ordering).placeOrder(
        {
          ...input,
          order: {
            ...order,
            path: 'rescue',
            networks: ['private'],
            firewalls: ['ssh-only'],
            volumes: ['data'],
            withIpv4: false,
          },
        },
        never(),
      );
      const { providerRef: ref } = machine.origin;
      const delivered = await present(provider.ordering).awaitDelivery(ref, never());
      const key = { ref, operationId: input.operationId, authorizedKey: KEY };
      await present(provider.rescue).armRescue(key, never());
      await present(provider.power).restart(ref, never());

      expect(delivered).toMatchObject({ power: 'off', location: 'nbg1' });
      expect(delivered.addresses.map(({ host }) => host)).toEqual([
        expect.stringMatching(/^2001:db8:.*::1$/),
      ]);
      expect(passedOver).toContain('cx23 in fsn1: the volume data is in nbg1');
      const [server] = project.standIn.state.snapshot().servers;
      expect(server?.boots.map(({ kind }) => kind)).toEqual(['rescue']);
      const given = await present(provider.giveBack).giveBack({ ref, name: 'web-1' }, never());
      expect(given.remaining).toEqual([]);
    } finally {
      await project.close();
    }
  });

  it('ends in one server when its answer is lost after the effect', async () => {
    const project = await startProject();
    try {
      project.standIn.faults.add({
        method: 'POST',
        path: '/servers$',
        times: 1,
        effect: { kind: 'lost-answer' },
      });
      const ordering = present(project.providerWith().ordering);
      const { machine } = await ordering.placeOrder(orderMaker()(), never());

      expect(machine.name).toBe('web-1');
      expect(project.standIn.state.machines()).toHaveLength(1);
      expect(project.standIn.calls.matching('POST', /^\/servers$/)).toHaveLength(1);
    } finally {
      await project.close();
    }
  });

  it('is unknown, and was sent once, when it was lost before it had an effect', async () => {
    const project = await startProject();
    try {
      const effect = { kind: 'lost-request' } as const;
      project.standIn.faults.add({ method: 'POST', path: '/servers$', times: 1, effect });
      const ordering = present(project.providerWith().ordering);

      await expect(ordering.placeOrder(orderMaker()(), never())).rejects.toMatchObject({
        code: 'provider.order-unknown',
      });
      expect(project.standIn.calls.matching('POST', /^\/servers$/)).toHaveLength(1);
    } finally {
      await project.close();
    }
  });

  it('takes the next choice when the first is sold out only at the order itself', async () => {
    const project = await startProject();
    try {
      project.standIn.state.setStock('cx23', 'nbg1', false);
      project.standIn.faults.add({
        method: 'POST',
        path: '/servers$',
        times: 1,
        effect: {
          kind: 'reply',
          status: 412,
          body: { error: { code: 'resource_unavailable', message: 'gone', details: null } },
        },
      });
      const ordering = present(project.providerWith().ordering);
      const { machine, passedOver } = await ordering.placeOrder(orderMaker()(), never());

      expect(machine).toMatchObject({ serverType: 'cx33', location: 'fsn1' });
      expect(passedOver).toEqual([
        'cx23 in nbg1: sold out',
        'cx23 in fsn1: sold out when it was ordered',
      ]);
    } finally {
      await project.close();
    }
  });
});
