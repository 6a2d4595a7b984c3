/** One line of the append-only record of what happened; whatever a person sees is read from it. */

import type { ErrorData } from './error.ts';
import type { Phase, Proof } from './install.ts';

export type EventBody =
  | { readonly kind: 'created' }
  | { readonly kind: 'phase-started'; readonly phase: Phase }
  | {
      readonly kind: 'phase-ended';
      readonly phase: Phase;
      readonly totalMs: number;
      readonly machineMs: number;
    }
  | { readonly kind: 'waiting'; readonly for: string; readonly until: string }
  | {
      readonly kind: 'note';
      readonly text: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'output';
      readonly job: string;
      readonly sequence: number;
      readonly text: string;
    }
  | {
      readonly kind: 'retrying';
      readonly step: string;
      readonly attempt: number;
      readonly problem: ErrorData;
    }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'ready'; readonly proof: Proof }
  | { readonly kind: 'failed'; readonly problem: ErrorData }
  | { readonly kind: 'cancelled' };

export interface InstallEvent {
  /** Grows with time over all installs; a reader resumes after the last one it saw. */
  readonly eventId: number;
  readonly installId: string;
  readonly at: string;
  readonly body: EventBody;
}
