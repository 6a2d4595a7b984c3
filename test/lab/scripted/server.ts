/** An SSH server in this process, with its faults. */

import { createServer, type Socket } from 'node:net';
import ssh2, {
  type AuthContext,
  type Connection,
  type PublicKeyAuthContext,
  type ServerChannel,
  type Session,
} from 'ssh2';
import type { Exec, Handler } from './exec.ts';

/** What a handler is given in place of a command when somebody logs in at a terminal. */
export const LOGIN_PROGRAM = 'the login program';

export type ServerMode = 'open' | 'silent' | 'closed';

export interface SshServerOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** OpenSSH private key. */
  readonly hostKey: string;
  /** Asked at each login. */
  readonly authorizedKeys: () => readonly string[];
  readonly handler: Handler;
  /** Keeps the raw bytes that came; costs memory. */
  readonly recordsWire: boolean;
}

export interface Recorded {
  readonly commands: string[];
  /** Commands that no handler knew. */
  readonly unknownCommands: string[];
  /** TCP connections that reached the SSH server. */
  connections: number;
  /** Public keys that were offered, as `type base64`; also those of unsigned questions. */
  readonly offeredKeys: string[];
  logins: number;
  /** Raw bytes as they came over the wire. */
  readonly wire: Buffer[];
}

export interface SshServer {
  readonly port: number;
  readonly recorded: Recorded;
  setHostKey(privateKey: string): void;
  /** The connection is cut when that many more commands have come; the last of them is not run. */
  cutAtCommand(count: number): void;
  /** Stops reading and answering on every connection there is, without closing it. */
  freeze(): void;
  cutConnections(): void;
  listen(): Promise<void>;
  /** `silent`: accepts connections and says nothing, as QEMU's user network for a guest that is down. */
  setMode(mode: 'open' | 'silent'): void;
  stopListening(): Promise<void>;
}

export function createSshServer(options: SshServerOptions): SshServer {
  const recorded: Recorded = {
    commands: [],
    unknownCommands: [],
    connections: 0,
    offeredKeys: [],
    logins: 0,
    wire: [],
  };
  const sockets = new Set<Socket>();
  let port = options.port;
  let mode: 'open' | 'silent' = 'open';
  let untilCut = Number.POSITIVE_INFINITY;
  let ssh = makeSsh(options.hostKey);

  function makeSsh(hostKey: string): ssh2.Server {
    return new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => authenticate(context, options, recorded));
      client.on('session', (accept) => serveSession(accept(), client));
    });
  }

  function serveSession(session: Session, client: Connection): void {
    session.on('exec', (accept, _reject, { command }) => {
      recorded.commands.push(command);
      untilCut -= 1;
      if (untilCut <= 0) {
        untilCut = Number.POSITIVE_INFINITY;
        cutConnections();
        return;
      }
      void answer(accept(), client, command);
    });
    session.on('pty', (accept) => accept());
    session.on('shell', (accept) => void answer(accept(), client, LOGIN_PROGRAM));
  }

  async function answer(channel: ServerChannel, client: Connection, text: string): Promise<void> {
    const gone = new AbortController();
    channel.on('close', () => gone.abort());
    client.on('close', () => gone.abort());
    channel.on('error', () => {});
    const exec: Exec = {
      text,
      stdin: channel,
      stdout: channel,
      stderr: channel.stderr,
      gone: gone.signal,
      cut: cutConnections,
    };
    const running = options.handler(exec);
    if (running === undefined) recorded.unknownCommands.push(text);
    const exitCode = await (running ?? refuse(exec));
    if (gone.signal.aborted) return;
    channel.exit(exitCode);
    channel.end();
  }

  function cutConnections(): void {
    for (const socket of sockets) socket.destroy();
  }

  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (mode === 'silent') {
      socket.resume();
      return;
    }
    recorded.connections += 1;
    // Paused, so that this listener does not take the first bytes from the SSH server.
    socket.pause();
    if (options.recordsWire) socket.on('data', (chunk) => recorded.wire.push(Buffer.from(chunk)));
    ssh.injectSocket(socket);
  });

  return {
    get port() {
      return port;
    },
    recorded,
    setHostKey(privateKey) {
      ssh = makeSsh(privateKey);
    },
    cutAtCommand(count) {
      untilCut = count;
    },
    freeze() {
      for (const socket of sockets) {
        socket.pause();
        socket.write = () => true;
      }
    },
    cutConnections,
    setMode(wanted) {
      mode = wanted;
    },
    async listen() {
      if (listener.listening) return;
      await new Promise<void>((resolve, reject) => {
        listener.once('error', reject);
        listener.listen(port, options.host, () => {
          listener.off('error', reject);
          resolve();
        });
      });
      const address = listener.address();
      if (typeof address === 'object' && address !== null) port = address.port;
    },
    async stopListening() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      cutConnections();
      await closed;
    },
  };
}

function authenticate(context: AuthContext, options: SshServerOptions, recorded: Recorded): void {
  if (context.method === 'publickey' && mayEnter(context, options, recorded)) context.accept();
  else context.reject(['publickey']);
}

/** A question without a signature asks only whether the key would do. */
function mayEnter(
  context: PublicKeyAuthContext,
  options: SshServerOptions,
  recorded: Recorded,
): boolean {
  const offered = `${context.key.algo} ${context.key.data.toString('base64')}`;
  recorded.offeredKeys.push(offered);
  const isKnown = options.authorizedKeys().some((line) => line.startsWith(offered));
  if (!isKnown || context.signature === undefined) return isKnown;
  const key = ssh2.utils.parseKey(offered);
  if (key instanceof Error || context.blob === undefined) return false;
  const isSigned = key.verify(context.blob, context.signature, context.hashAlgo);
  if (isSigned) recorded.logins += 1;
  return isSigned;
}

async function refuse(exec: Exec): Promise<number> {
  exec.stderr.write('this scripted machine does not know the command\n');
  return 127;
}
