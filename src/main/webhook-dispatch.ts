/** Sees to it that whatever is due to a webhook has a run of the engine. */

import type { Logger } from '../domain/logger.ts';
import { WEBHOOK_WORKFLOW } from '../service/names.ts';
import type { Webhooks } from '../store/webhooks.ts';
import type { Engine } from '../workflow/engine.ts';

export interface WebhookDispatch {
  /** Something was stored: look soon. Many at once are one look. */
  wake(): void;
  /** Ends looking; waits for a look under way. */
  stop(): Promise<void>;
}

const SWEEP_MS = 60_000;
/** Gathers the events of a busy moment. */
const GATHER_MS = 50;

/**
 * Looks at once for what a process that ended has left, then after each wake-up, and every minute should
 * one have been lost. Two that look at the same time do no harm.
 */
export function startWebhookDispatch(
  webhooks: Pick<Webhooks, 'enqueue' | 'lanes'>,
  engine: Pick<Engine, 'run'>,
  logger: Logger,
): WebhookDispatch {
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const look = (isSweep: boolean): void => {
    timer = undefined;
    looking = looking.then(async () => {
      if (isStopped) return;
      try {
        const fresh = await webhooks.enqueue();
        for (const { runId } of isSweep ? await webhooks.lanes() : fresh) {
          await engine.run(WEBHOOK_WORKFLOW, runId);
        }
      } catch (error) {
        logger.warn({ err: error }, 'Looking for what is due to webhooks failed; tried again');
      }
    });
  };
  const sweep = setInterval(() => look(true), SWEEP_MS);
  sweep.unref();
  look(true);
  return {
    wake() {
      if (!isStopped) timer ??= setTimeout(() => look(false), GATHER_MS);
    },
    stop() {
      isStopped = true;
      clearInterval(sweep);
      clearTimeout(timer);
      return looking;
    },
  };
}
