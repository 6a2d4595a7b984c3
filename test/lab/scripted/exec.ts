/** What a scripted machine answers to a command. */

import { setTimeout as delay } from 'node:timers/promises';

/** One command as it reached the machine. */
export interface Exec {
  readonly text: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Fires when the channel or its connection is gone. */
  readonly gone: AbortSignal;
  /** Cuts the whole connection, as a broken network does. */
  cut(): void;
}

/** Answers the exit code, or undefined for a command that is not its own. */
export type Handler = (exec: Exec) => Promise<number> | undefined;

export interface Reply {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  readonly delayMs?: number;
  /** Never answers. */
  readonly hangs?: boolean;
  /** Sends this much of stdout and cuts the connection. */
  readonly cutsAfterBytes?: number;
}

/** A command by its exact text, by a pattern, or by a claim about it. */
export type Match = string | RegExp | ((text: string) => boolean);

/** A handler for one kind of command; the answer may depend on its text and stdin. */
export function on(
  match: Match,
  answer: Reply | ((text: string, stdin: Buffer) => Reply | Promise<Reply>),
): Handler {
  return (exec) => {
    if (!matches(match, exec.text)) return undefined;
    return (async () => {
      const reply =
        typeof answer === 'function' ? await answer(exec.text, await readAll(exec.stdin)) : answer;
      return give(exec, reply);
    })();
  };
}

/** The first handler that knows the command. */
export function firstOf(...handlers: readonly Handler[]): Handler {
  return (exec) => {
    for (const handler of handlers) {
      const answer = handler(exec);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

/** By events: iterating over a channel would destroy it at the end, and its answer with it. */
export function readAll(stdin: NodeJS.ReadableStream): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    stdin.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    stdin.on('end', () => resolve(Buffer.concat(chunks)));
  });
}

async function give(exec: Exec, reply: Reply): Promise<number> {
  if (reply.delayMs !== undefined) await delay(reply.delayMs);
  if (reply.hangs) await new Promise((resolve) => exec.gone.addEventListener('abort', resolve));
  if (reply.cutsAfterBytes !== undefined) {
    exec.stdout.write(Buffer.from(reply.stdout ?? '').subarray(0, reply.cutsAfterBytes));
    setImmediate(exec.cut);
    return new Promise(() => {});
  }
  if (reply.stdout) exec.stdout.write(reply.stdout);
  if (reply.stderr) exec.stderr.write(reply.stderr);
  return reply.exitCode ?? 0;
}

function matches(match: Match, text: string): boolean {
  if (typeof match === 'string') return text === match;
  return match instanceof RegExp ? match.test(text) : match(text);
}
