import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packTar } from '../../../src/domain/tar.ts';
import { createServiceUnderTest, type ServiceUnderTest } from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await createServiceUnderTest();
});

afterAll(async () => {
  await service.app.close();
});

const FILES = [
  { path: 'flake.nix', content: '{ outputs = _: { }; }' },
  { path: 'hosts/db.nix', content: '{ }' },
];
const ARCHIVE = gzipSync(packTar(FILES));

function upload(payload: Buffer, type = 'application/gzip') {
  const headers = { 'content-type': type };
  return service.call({ method: 'POST', url: '/v1/flakes', scope: 'install', headers, payload });
}

describe('POST /v1/flakes', () => {
  it('keeps a flake under an id made of its content', async () => {
    const answer = await upload(ARCHIVE);
    const { flakeId } = answer.json();
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/v1/flakes/${String(flakeId)}`);
    expect(answer.json()).toMatchObject({ files: 2, sizeBytes: 24, isLocked: false });
    const inFolder = FILES.map(({ path, content }) => ({ path: `infra-main/${path}`, content }));
    expect((await upload(gzipSync(packTar(inFolder)))).json().flakeId).toBe(flakeId);
    const got = await service.call({ url: `/v1/flakes/${String(flakeId)}`, scope: 'read' });
    expect(got.json()).toEqual(answer.json());
  });

  it('takes an Idempotency-Key for one body alone', async () => {
    const send = (payload: Buffer) => {
      const headers = { 'content-type': 'application/gzip', 'idempotency-key': 'up-1' };
      const url = '/v1/flakes';
      return service.call({ method: 'POST', url, scope: 'install', headers, payload });
    };
    const other = gzipSync(packTar([{ path: 'flake.nix', content: '{ }' }]));
    const statuses = [await send(ARCHIVE), await send(ARCHIVE), await send(other)];
    expect(statuses.map(({ status }) => status)).toEqual([201, 200, 422]);
  });

  it.each([
    ['what is no gzip', Buffer.from('{ }')],
    ['an archive without flake.nix', gzipSync(packTar([{ path: 'x', content: '' }]))],
    ['an archive with a way out', gzipSync(packTar([{ path: '../flake.nix', content: '' }]))],
    ['nothing', gzipSync(Buffer.alloc(1024))],
  ])('refuses %s', async (_, payload) => {
    const answer = await upload(payload);
    expect([answer.status, answer.json().code]).toEqual([400, 'request.invalid']);
  });

  it('refuses another type of body, and one that is too large, packed or not', async () => {
    expect((await upload(ARCHIVE, 'application/json')).status).toBe(400);
    expect((await upload(Buffer.alloc(8 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await upload(gzipSync(Buffer.alloc(65 * 1024 * 1024)))).status).toBe(413);
  });

  it('leaves other calls to JSON', async () => {
    const headers = { 'content-type': 'application/gzip' };
    const url = '/v1/installs';
    const answer = await service.call({
      method: 'POST',
      url,
      scope: 'install',
      headers,
      payload: ARCHIVE,
    });
    expect(answer.status).toBe(400);
  });
});

describe('DELETE /v1/flakes/{flakeId}', () => {
  it('forgets it', async () => {
    const { flakeId } = (await upload(ARCHIVE)).json();
    const url = `/v1/flakes/${String(flakeId)}`;
    expect((await service.call({ method: 'DELETE', url, scope: 'install' })).status).toBe(200);
    expect((await service.call({ url, scope: 'read' })).status).toBe(404);
  });
});
