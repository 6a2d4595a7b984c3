/** Loopback addresses for lab machines: each has its own, so that each can have port 22. */

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { BugError, MachineError } from '../../src/domain/error.ts';

/** The addresses of one lab. */
export interface AddressPool {
  /** An address that nobody else has. @throws BugError when all are taken, 250 of each network */
  take(): string;
  /** Gives one back. May be repeated. */
  release(address: string): void;
  close(): Promise<void>;
}

/** Holding this port on a network's first address tells other labs on this host that it is taken. */
const CLAIM_PORT = 7022;
const SSH_PORT = 22;
const TRIES = 20;
/** In each network, from .2 on. */
const ADDRESSES = 250;

/**
 * Claims so many networks 127.x.y.0/24 for as long as this process lives or until it is closed.
 *
 * @throws MachineError `machine.unreachable` where port 22 cannot be had (no root, or a server on 0.0.0.0:22)
 */
export async function createAddressPool(count = 1): Promise<AddressPool> {
  const claims: { network: string; claim: Server }[] = [];
  while (claims.length < count) claims.push(await claimNetwork());
  const all = claims.flatMap(({ network }) =>
    Array.from({ length: ADDRESSES }, (_, index) => `${network}.${index + 2}`),
  );
  const taken = new Set<string>();
  return {
    take() {
      const address = all.find((one) => !taken.has(one));
      if (address !== undefined) {
        taken.add(address);
        return address;
      }
      const networks = claims.map(({ network }) => `${network}.0/24`).join(', ');
      throw new BugError('bug.unexpected', `The lab gave away all addresses of ${networks}.`);
    },
    release: (address) => void taken.delete(address),
    async close() {
      await Promise.all(claims.map(({ claim }) => closeServer(claim)));
    },
  };
}

/** A MAC address of the locally administered range, made of a machine's number. */
export function macOf(machineNumber: number): string {
  const hex = machineNumber.toString(16).padStart(8, '0').slice(-8);
  return ['96', '00', ...(hex.match(/../g) ?? [])].join(':');
}

async function claimNetwork(): Promise<{ network: string; claim: Server }> {
  let last: unknown;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const network = `127.${randomInt(16, 250)}.${randomInt(0, 256)}`;
    try {
      const claim = await listen(`${network}.1`, CLAIM_PORT);
      claim.unref();
      await assertSshPort(`${network}.2`, claim);
      return { network, claim };
    } catch (error) {
      last = error;
    }
  }
  const reason = last instanceof Error ? last.message : String(last);
  throw new MachineError(
    'machine.unreachable',
    `The lab found no loopback network with port ${SSH_PORT} free for its machines, in ${TRIES} tries: ${reason}. ` +
      'Run it as root, without another SSH server on 0.0.0.0.',
  );
}

async function assertSshPort(address: string, claim: Server): Promise<void> {
  try {
    await closeServer(await listen(address, SSH_PORT));
  } catch (error) {
    await closeServer(claim);
    throw error;
  }
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen({ host, port });
  await once(server, 'listening');
  return server;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}
