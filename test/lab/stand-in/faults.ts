/** Faults on request: which calls they strike, how often, and what goes wrong. */

import { isObject } from './json.ts';

import type { Storm } from './storm.ts';

/** What strikes a call from outside, whatever it does. */
export type TransportFault =
  /** Answered so, without any effect. A text body is sent as it is, anything else as JSON. */
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Refused in the vendor's own shape, without any effect. */
  | {
      readonly kind: 'refusal';
      readonly status: number;
      readonly code: string;
      /** Beside code and message: `{ max_request, interval }` of Robot's limit. */
      readonly details?: Readonly<Record<string, unknown>>;
      /** Without the headers that every answer has, of the rate limit too. */
      readonly isBare?: boolean;
    }
  /** Takes effect, and the connection is cut before the answer. */
  | { readonly kind: 'lost-answer' }
  /** The connection is cut before anything happens. */
  | { readonly kind: 'lost-request' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** The call has arrived as a whole, and takes effect so much later, whether its caller still waits or not. */
  | { readonly kind: 'late-effect'; readonly ms: number }
  /** Takes effect at once, and is answered so much later. */
  | { readonly kind: 'late-answer'; readonly ms: number };

/** What goes wrong inside the effect of a call. */
export type ActionFault =
  /** Its action runs for ever, and does nothing. */
  | { readonly kind: 'stuck-action' }
  /** Its action ends with this error, and does nothing. */
  | { readonly kind: 'action-error'; readonly code: string; readonly message: string }
  /** Its action succeeds, and the machine was not touched. */
  | { readonly kind: 'power-ignored' }
  /** Its boot misses the armed rescue system: the system on disk (or the image) starts, the flag stays. */
  | { readonly kind: 'rescue-missed' }
  /** Its boot uses the armed rescue system up, and the system on disk (or the image) starts all the same. */
  | { readonly kind: 'rescue-consumed' }
  /** Robot: its order is cancelled where it would have been delivered. */
  | { readonly kind: 'order-cancelled' }
  /** Robot: its order takes this long, by the stand-in's clock. */
  | { readonly kind: 'order-slow'; readonly ms: number };

/** Everything that can go wrong on request. */
export type FaultEffect = TransportFault | ActionFault;

/** A wish for a fault. */
export interface Fault {
  /** Every method when absent. */
  readonly method?: string;
  /** Regular expression on the path with its query, without the endpoint's own: `^/servers/\d+/actions/reset$`. */
  readonly path: string;
  /** How many calls it strikes; 1 when absent. */
  readonly times?: number;
  readonly effect: FaultEffect;
}

/** The faults that wait for their calls. */
export interface Faults {
  /** Asks for a fault; several may strike one call. Throws a SyntaxError for a bad expression. */
  add(fault: Fault): void;
  /** Takes the faults of a call, and counts them as used. */
  take(method: string, path: string): readonly FaultEffect[];
  /** Faults that still wait for a call. */
  waiting(): readonly Fault[];
  clear(): void;
  /** Lets every call meet this weather, beside the faults that were asked for; null: it is over. */
  setStorm(storm: Storm | null): void;
}

/** An empty list of faults. */
export function createFaults(): Faults {
  let storm: Storm | null = null;
  const active = new Map<Fault, { pattern: RegExp; left: number }>();
  return {
    add(fault) {
      active.set({ ...fault }, { pattern: new RegExp(fault.path), left: fault.times ?? 1 });
    },
    take(method, path) {
      const weather = storm?.() ?? null;
      const struck: FaultEffect[] = weather === null ? [] : [weather];
      for (const [fault, use] of active) {
        if (fault.method !== undefined && fault.method !== method) continue;
        if (!use.pattern.test(path)) continue;
        struck.push(fault.effect);
        use.left -= 1;
        if (use.left <= 0) active.delete(fault);
      }
      return struck;
    },
    waiting: () => [...active].map(([fault, use]) => ({ ...fault, times: use.left })),
    clear: () => active.clear(),
    setStorm(next) {
      storm = next;
    },
  };
}

/** Whether a fault strikes a call from outside. */
export function isTransportFault(effect: FaultEffect): effect is TransportFault {
  switch (effect.kind) {
    case 'reply':
    case 'refusal':
    case 'lost-answer':
    case 'lost-request':
    case 'delay':
    case 'late-effect':
    case 'late-answer':
      return true;
    default:
      return false;
  }
}

/** JSON from another process → a fault; null when it is none. */
export function readFault(json: Readonly<Record<string, unknown>>): Fault | null {
  const { method, path, times, effect } = json;
  const read = readEffect(effect);
  if (typeof path !== 'string' || read === null) return null;
  return {
    path,
    effect: read,
    ...(typeof method === 'string' ? { method } : {}),
    ...(typeof times === 'number' ? { times } : {}),
  };
}

function readEffect(json: unknown): FaultEffect | null {
  if (typeof json !== 'object' || json === null || !('kind' in json)) return null;
  const field = (name: string): unknown => Reflect.get(json, name);
  switch (json.kind) {
    case 'reply':
      return readReply(field('status'), field('body'), field('headers'));
    case 'refusal':
      return readRefusal(json);
    case 'delay':
    case 'late-effect':
    case 'late-answer':
      return typeof field('ms') === 'number' ? { kind: json.kind, ms: Number(field('ms')) } : null;
    case 'order-slow':
      return { kind: 'order-slow', ms: Number(field('ms') ?? 3_600_000) };
    case 'action-error':
      return {
        kind: 'action-error',
        code: String(field('code') ?? 'action_failed'),
        message: String(field('message') ?? 'Action failed'),
      };
    case 'lost-answer':
    case 'lost-request':
    case 'stuck-action':
    case 'power-ignored':
    case 'rescue-missed':
    case 'rescue-consumed':
    case 'order-cancelled':
      return { kind: json.kind };
    default:
      return null;
  }
}

function readRefusal(json: object): FaultEffect | null {
  const { status, code, details, isBare }: Record<string, unknown> = { ...json };
  if (typeof status !== 'number' || typeof code !== 'string') return null;
  return {
    kind: 'refusal',
    status,
    code,
    ...(isObject(details) ? { details } : {}),
    ...(isBare === true ? { isBare } : {}),
  };
}

function readReply(status: unknown, body: unknown, headers: unknown): FaultEffect | null {
  if (typeof status !== 'number') return null;
  const pairs = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
  return {
    kind: 'reply',
    status,
    ...(body === undefined ? {} : { body }),
    headers: Object.fromEntries(pairs.map(([name, value]) => [name, String(value)])),
  };
}
