import { describe, expect, it } from '@jest/globals';
import { nextLookMs } from '../../../providers/robot/delivery.ts';
import { mockHttp } from '../../support/http-mock.ts';
import {
  ENDPOINT,
  failureOf,
  jumpingClock,
  keyBody,
  makeProvider,
  never,
  present,
  serverBody,
  transactionBody,
} from './make.ts';

const http = mockHttp(ENDPOINT);
const PATH = '/order/server_market/transaction/B1';
const REF = 'auction-order:B1';

const look = (ref = REF) => present(makeProvider().ordering).lookForDelivery(ref, never());
/** The call that proves credentials before the first call about orders. */
const proof = () => http.on.get('/key').reply(200, [keyBody()]);

describe('a look at an order', () => {
  it('says when to look again while it is in process', async () => {
    proof();
    http.on.get(PATH).reply(200, transactionBody({ date: '2026-11-22T12:50:00+01:00' }));

    expect(await look()).toEqual({ state: 'in-process', nextLookMs: 30_000 });
  });

  it('keeps waiting while the server itself is in process', async () => {
    proof();
    http.on.get(PATH).reply(200, transactionBody({ status: 'ready', server_number: 321 }));
    http.on.get('/server/321').reply(200, serverBody({ status: 'in process' }));

    expect(await look()).toMatchObject({ state: 'in-process' });
  });

  it('gives the machine under its own number, with the host keys that were seen', async () => {
    const ready = {
      status: 'ready',
      server_number: '321',
      host_key: [{ key: { fingerprint: 'aa:bb', type: 'ED25519', size: 256 } }],
    };
    proof();
    http.on.get(PATH).reply(200, transactionBody(ready));
    http.on.get('/server/321').reply(200, serverBody({ rescue: false, reset: false }));

    expect(await look()).toMatchObject({
      state: 'ready',
      machine: { origin: { providerRef: '321' }, name: 'db-1' },
      hostKeyFingerprints: ['aa:bb'],
    });
  });

  it('tells a cancelled order', async () => {
    proof();
    http.on.get(PATH).reply(200, transactionBody({ status: 'cancelled' }));

    expect(await look()).toEqual({ state: 'cancelled' });
  });

  it.each([
    [0, 30_000],
    [19 * 60_000, 30_000],
    [60 * 60_000, 120_000],
    [48 * 3_600_000, 900_000],
    [Number.NaN, 900_000],
  ])('comes after %i ms again in %i ms', (ageMs, nextMs) => {
    expect(nextLookMs(ageMs)).toBe(nextMs);
  });
});

describe('waiting for a delivery', () => {
  it('ends after half an hour, which is no failure of the order', async () => {
    const clock = jumpingClock();
    proof();
    http.on.get(PATH).times(100).optionally().reply(200, transactionBody());
    const waiting = present(makeProvider({ clock }).ordering).awaitDelivery(REF, never());
    const error = await failureOf(waiting);

    expect(error).toMatchObject({ code: 'provider.action-timeout' });
    expect(error.message).toContain('no failure');
    expect(http.calls.length).toBeLessThan(60);
  });

  it('ends with the order when the vendor cancels it', async () => {
    proof();
    http.on.get(PATH).reply(200, transactionBody());
    http.on.get(PATH).reply(200, transactionBody({ status: 'cancelled' }));

    expect(
      await failureOf(present(makeProvider().ordering).awaitDelivery(REF, never())),
    ).toMatchObject({ code: 'provider.action-failed' });
  });
});
