/** The events of an install as lines for a terminal. */

import type { InstallEvent } from '../../src/client/client.ts';

export interface Progress {
  show(event: InstallEvent): void;
}

/** Prints one line an event, with the seconds since the first; lines of jobs only when asked. */
export function createProgress(
  print: (line: string) => void,
  options: { showsOutput: boolean },
): Progress {
  let startedAt: number | null = null;
  return {
    show({ at, body }) {
      startedAt ??= Date.parse(at);
      const seconds = ((Date.parse(at) - startedAt) / 1000).toFixed(1).padStart(6);
      const text = inWords(body, options.showsOutput);
      if (text !== null) print(`${seconds} s  ${text}`);
    },
  };
}

function inWords(body: InstallEvent['body'], showsOutput: boolean): string | null {
  switch (body.kind) {
    case 'created':
      return 'install accepted';
    case 'phase-started':
      return `${body.phase}`;
    case 'phase-ended':
      return `${body.phase} done in ${seconds(body.totalMs)} (machine ${seconds(body.machineMs)})`;
    case 'waiting':
      return `  waiting: ${body.for} (until ${body.until.slice(11, 19)} UTC)`;
    case 'note':
      return `  ${body.text}`;
    case 'output':
      return showsOutput ? `    ${body.job} ${body.sequence}: ${body.text}` : null;
    case 'retrying':
      return `  again (${body.attempt}): ${body.step}: ${body.problem.message}`;
    case 'failed':
      return `FAILED ${body.problem.code}: ${body.problem.message}`;
    case 'ready':
      return 'READY';
    case 'resumed':
    case 'cancelled':
      return body.kind;
    default:
      return null;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
