import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { knock } from '../../src/ssh/knock.ts';
import { until } from './contact.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A server that sends these chunks, one after the other. */
async function startServer(chunks: readonly string[], isClosing = false) {
  const server = createServer(async (socket) => {
    socket.on('error', () => {});
    for (const chunk of chunks) {
      socket.write(chunk);
      await new Promise(setImmediate);
    }
    if (isClosing) socket.end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 };
}

const PATIENT = { timeoutMs: 5000, signal: new AbortController().signal };

describe('knock', () => {
  it.each([
    ['at once', ['SSH-2.0-test\r\n']],
    ['in pieces', ['SS', 'H-2.', '0-test\r\n']],
    ['after a greeting', ['Welcome to SSH-land\r\n', 'SSH-2.0-test\r\n']],
  ])(
    'hands on a server that introduces itself %s, with all that it said',
    async (_name, chunks) => {
      const socket = await knock(await startServer(chunks), PATIENT);
      let heard = '';
      socket.on('data', (chunk) => {
        heard += chunk.toString();
      });
      socket.resume();
      await until(() => heard.length >= chunks.join('').length);
      expect(heard).toBe(chunks.join(''));
      socket.destroy();
    },
  );

  it.each([
    ['closed', ['HTTP/1.1 400 Bad Request\r\n\r\n'], true],
    ['not-ssh', ['x'.repeat(10_000)], false],
  ])('reports what is %s', async (reason, chunks, isClosing) => {
    await expect(knock(await startServer(chunks, isClosing), PATIENT)).rejects.toMatchObject({
      code: 'machine.unreachable',
      details: { reason },
    });
  });

  it('reports a server that stays silent', async () => {
    await expect(knock(await startServer([]), { ...PATIENT, timeoutMs: 20 })).rejects.toMatchObject(
      { details: { reason: 'silent' } },
    );
  });

  it('gives up when told', async () => {
    const stop = new AbortController();
    const knocking = knock(await startServer([]), { timeoutMs: 5000, signal: stop.signal });
    stop.abort();
    await expect(knocking).rejects.toMatchObject({ details: { reason: 'cancelled' } });
  });
});
