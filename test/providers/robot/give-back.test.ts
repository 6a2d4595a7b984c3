import { describe, expect, it } from '@jest/globals';
import { mockHttp } from '../../support/http-mock.ts';
import { ENDPOINT, failureOf, makeProvider, never, present, refusal, serverBody } from './make.ts';

const http = mockHttp(ENDPOINT);
const PATH = '/server/321/cancellation';

function body(overrides: Record<string, unknown> = {}) {
  return {
    cancellation: {
      server_number: 321,
      earliest_cancellation_date: '2026-11-22',
      cancelled: false,
      reserved: false,
      reservation_possible: false,
      cancellation_date: null,
      cancellation_reason: ['Upgrade'],
      ...overrides,
    },
  };
}

const cancelledOn = (date: string) => body({ cancelled: true, cancellation_date: date });

function giveBack(name = 'db-1', more: { on?: string; reason?: string } = {}) {
  http.on.get('/server/321').reply(200, serverBody());
  return present(makeProvider().giveBack).giveBack({ ref: '321', name, ...more }, never());
}

describe('giving a server back', () => {
  it('cancels it now where that is the earliest date', async () => {
    http.on.get(PATH).reply(200, body());
    http.on.post(PATH, { cancellation_date: 'now' }).reply(200, cancelledOn('2026-11-22'));

    expect(await giveBack()).toEqual({ endsOn: '2026-11-22', remaining: [] });
  });

  it('cancels it for the earliest date where that is later, and keeps no place', async () => {
    const later = { earliest_cancellation_date: '2026-12-31', reservation_possible: true };
    http.on.get(PATH).reply(200, body(later));
    http.on
      .post(PATH, { cancellation_date: '2026-12-31', reserve_location: 'false' })
      .reply(200, cancelledOn('2026-12-31'));

    expect(await giveBack('321')).toMatchObject({ endsOn: '2026-12-31' });
  });

  it('takes the date where "now" is refused', async () => {
    http.on.get(PATH).reply(200, body());
    http.on.post(PATH, { cancellation_date: 'now' }).reply(400, refusal(400, 'INVALID_INPUT'));
    http.on.post(PATH, { cancellation_date: '2026-11-22' }).reply(200, cancelledOn('2026-11-22'));

    expect(await giveBack()).toMatchObject({ endsOn: '2026-11-22' });
  });

  it('cancels it for a later day, with a reason', async () => {
    http.on.get(PATH).reply(200, body());
    http.on
      .post(PATH, { cancellation_date: '2027-01-31', cancellation_reason: 'Upgrade' })
      .reply(200, cancelledOn('2027-01-31'));

    const more = { on: '2027-01-31', reason: 'Upgrade' };
    expect(await giveBack('db-1', more)).toMatchObject({ endsOn: '2027-01-31' });
  });

  it('does not take a day that is too early', async () => {
    http.on.get(PATH).reply(200, body({ earliest_cancellation_date: '2026-12-31' }));

    const error = await failureOf(giveBack('db-1', { on: '2026-12-30' }));
    expect(error.message).toContain('2026-12-31');
  });

  it('is content with a server that is cancelled already', async () => {
    http.on.get(PATH).reply(200, cancelledOn('2026-12-01'));

    expect(await giveBack()).toMatchObject({ endsOn: '2026-12-01' });
  });

  it('looks whether a lost answer was a yes, and does not ask twice', async () => {
    http.on.get(PATH).reply(200, body());
    http.on.post(PATH).reply(500, refusal(500, 'INTERNAL_ERROR'));
    http.on.get(PATH).reply(200, cancelledOn('2026-11-22'));

    expect(await giveBack()).toMatchObject({ endsOn: '2026-11-22' });
  });

  it.each(['db-2', ''])('is refused under the name "%s"', async (name) => {
    expect(await failureOf(giveBack(name))).toMatchObject({ code: 'request.invalid' });
  });

  it('is refused where the vendor names no date', async () => {
    http.on.get(PATH).reply(200, body({ earliest_cancellation_date: null }));

    expect(await failureOf(giveBack())).toMatchObject({ code: 'provider.rejected' });
  });
});
