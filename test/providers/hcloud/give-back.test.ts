import { describe, expect, it } from '@jest/globals';
import { mockHttp } from '../../support/http-mock.ts';
import {
  actionBody,
  ENDPOINT,
  makeProvider,
  never,
  page,
  present,
  primaryIpBody,
  refusal,
  serverBody,
} from './make.ts';

const http = mockHttp(ENDPOINT);
const OURS = { 'ironflake-operation': 'op-1' };

function giveBack(name = 'web-1', overrides: Record<string, unknown> = {}) {
  http.on.get('/servers/42').reply(200, { server: serverBody({ labels: OURS, ...overrides }) });
  return present(makeProvider().giveBack).giveBack({ ref: '42', name }, never());
}

function listIps(...ips: readonly unknown[]) {
  http.on.get('/primary_ips?page=1&per_page=50').reply(200, page('primary_ips', ips));
}

describe('giving a server back', () => {
  it('deletes it by its name and waits until it is gone', async () => {
    http.on.delete('/servers/42').reply(200, { action: actionBody({ status: 'running' }) });
    http.on.get('/actions/7').reply(200, { action: actionBody() });
    listIps();

    expect(await giveBack()).toEqual({ endsOn: '2026-11-22', remaining: [] });
  });

  it('knows no day but this one', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody() });
    const wish = { ref: '42', name: 'web-1', on: '2026-12-31' };
    const giving = present(makeProvider().giveBack).giveBack(wish, never());
    await expect(giving).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('deletes addresses that bear our label, and names others of the server that stay', async () => {
    http.on.delete('/servers/42').reply(200, { action: actionBody() });
    listIps(
      primaryIpBody({ id: 1, labels: OURS, ip: '203.0.113.77' }),
      primaryIpBody({ id: 2 }),
      primaryIpBody({ id: 3, ip: '203.0.113.99' }),
      primaryIpBody({ id: 4, assignee_id: 43 }),
    );
    http.on.delete('/primary_ips/1').reply(204);

    expect((await giveBack('42')).remaining).toEqual([
      'primary IP 203.0.113.5 (2) stays, and costs until it is deleted',
    ]);
  });

  it('is done when the server is gone, even if its addresses cannot be looked at', async () => {
    http.on.delete('/servers/42').reply(404, refusal('not_found'));
    http.on.get('/primary_ips?page=1&per_page=50').reply(403, refusal('forbidden'));

    expect((await giveBack()).remaining).toEqual([
      expect.stringContaining('could not be found out'),
    ]);
  });

  it.each(['web-2', ''])('is refused under the name "%s"', async (name) => {
    await expect(giveBack(name)).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('leaves a protected server alone', async () => {
    await expect(
      giveBack('web-1', { protection: { delete: true, rebuild: true } }),
    ).rejects.toMatchObject({ code: 'provider.protected' });
  });
});
