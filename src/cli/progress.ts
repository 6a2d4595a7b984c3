/** The progress of an install on a terminal: a line for each thing that happened, and a bar for what runs. */

import type { InstallEvent } from '../client/client.ts';
import type { Terminal } from './cli.ts';
import { eventLine } from './describe.ts';
import { cut, duration } from './print.ts';

/** In the order of an install; the bar counts them. An existing machine has no `order`. */
const PHASES = [
  'order',
  'reach',
  'inspect',
  'plan',
  'permit',
  'kexec',
  'disko',
  'install',
  'reboot',
  'verify',
];
const TICK_MS = 1_000;
const ERASE_LINE = '\r\u001b[2K';

export interface Progress {
  tell(event: InstallEvent): void;
  /** Takes the bar away. */
  close(): void;
}

/** Shows events on stderr; the bar only where a person looks. Lines of output only when asked for. */
export function createProgress(
  terminal: Terminal,
  { withOutput, now = Date.now }: { readonly withOutput: boolean; readonly now?: () => number },
): Progress {
  const startedAt = now();
  let phase: string | null = null;
  let doing = '';
  const draw = (): void => {
    if (!terminal.isInteractive || phase === null) return;
    const text = `${bar(phase)} ${phase}  ${duration(now() - startedAt)}  ${doing}`;
    terminal.err(`${ERASE_LINE}${cut(text, terminal.columns - 1)}`);
  };
  const erase = (): void => {
    if (terminal.isInteractive) terminal.err(ERASE_LINE);
  };
  const timer = terminal.isInteractive ? setInterval(draw, TICK_MS) : undefined;
  timer?.unref();
  return {
    tell({ at, body }) {
      if (body.kind === 'phase-started') [phase, doing] = [body.phase, ''];
      if (body.kind === 'waiting') doing = `waits: ${body.for}`;
      if (body.kind === 'output') doing = body.text;
      const text = body.kind === 'output' && !withOutput ? null : eventLine(body);
      if (text !== null) {
        erase();
        terminal.err(`${at.slice(11, 19)}  ${text}\n`);
      }
      draw();
    },
    close() {
      clearInterval(timer);
      erase();
    },
  };
}

function bar(phase: string): string {
  const done = PHASES.indexOf(phase) + 1;
  return `[${'#'.repeat(done)}${'·'.repeat(PHASES.length - done)}]`;
}
