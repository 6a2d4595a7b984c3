/** Questions that a host's login program asks at a terminal: how a machine that is starting is unlocked. */

import { PassThrough } from 'node:stream';
import { errorCode } from '../domain/error.ts';
import { formatAddress } from './address.ts';
import { connectionLost } from './channel.ts';
import type { Limit } from './limit.ts';
import type { Link } from './link.ts';

export interface PromptSession {
  /** A secret; typed once for each new question. */
  readonly answer: string;
  /** Questions that are not to be answered. */
  readonly known: ReadonlySet<string>;
  readonly limit: Limit;
}

/** What one session at the terminal came to. */
export interface PromptsAnswered {
  /** Questions that were answered, each once; empty: nothing was asked. */
  readonly answered: readonly string[];
  /** A known question that was asked again; the session was ended without an answer to it. */
  readonly repeated: string | null;
}

/**
 * `Please enter passphrase for disk NAME:`. What else a terminal shows (a dot for each letter that was typed,
 * hints in brackets) is no question.
 *
 * @see systemd-tty-ask-password-agent(1)
 */
const QUESTION = /([^\r\n]*\b(?:pass(?:phrase|word)|recovery key)\b[^\r\n:]*:)/i;

/**
 * Opens a terminal, and answers what is asked there until the login program ends. A session that breaks off
 * proves nothing of its answers.
 *
 * @throws MachineError `machine.connection-lost`, `machine.deadline-passed`
 */
export async function answerPrompts(link: Link, session: PromptSession): Promise<PromptsAnswered> {
  const keyboard = new PassThrough();
  const answered: string[] = [];
  let repeated: string | null = null;
  let shown = '';
  const show = (chunk: Buffer): void => {
    shown += chunk.toString('utf8');
    const question = QUESTION.exec(shown)?.[1]?.trim();
    if (question === undefined) return;
    shown = '';
    if (session.known.has(question) || answered.includes(question)) {
      repeated = question;
      link.close();
      return;
    }
    answered.push(question);
    keyboard.write(`${session.answer}\n`);
  };
  try {
    await link.execute(null, {
      stdin: keyboard,
      onStdout: show,
      onStderr: show,
      limit: session.limit,
      onExpiry: () => connectionLost(link.address, `${formatAddress(link.address)} went silent`),
    });
  } catch (error) {
    if (repeated === null || errorCode(error) !== 'machine.connection-lost') throw error;
  } finally {
    keyboard.destroy();
  }
  return { answered, repeated };
}
