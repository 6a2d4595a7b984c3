import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ArtifactServer, startArtifactServer } from '../lab/artifacts.ts';

let dir: string;
let server: ArtifactServer;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'artifacts-'));
  await writeFile(path.join(dir, 'a.bin'), Buffer.alloc(100_000, 7));
  server = await startArtifactServer({
    'a.tar.gz': path.join(dir, 'a.bin'),
    'gone.tar.gz': path.join(dir, 'gone'),
  });
});
afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

describe('the artifact server', () => {
  it('sends a file whole, with its length', async () => {
    const response = await fetch(server.urlFromHost('a.tar.gz'));
    expect(response.headers.get('content-length')).toBe('100000');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.alloc(100_000, 7));
    expect(server.requests).toEqual(['/a.tar.gz']);
  });

  it('tells the length alone when asked so', async () => {
    const response = await fetch(server.urlFromHost('a.tar.gz'), { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe('100000');
  });

  it.each(['b.tar.gz', '', '../a.bin', 'toString'])('has nothing else: %j', async (name) => {
    expect((await fetch(server.urlFromHost(name))).status).toBe(404);
  });

  it('cuts the connection when a file is gone', async () => {
    await expect(fetch(server.urlFromHost('gone.tar.gz'))).rejects.toThrow('fetch failed');
  });

  it('names itself as a guest reaches it', () => {
    expect(server.urlFromGuest('a.tar.gz')).toBe(`http://10.0.2.2:${server.port}/a.tar.gz`);
  });
});
