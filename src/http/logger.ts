/** The log of the service: JSON lines in which no secret stands. */

import { type DestinationStream, type Logger, pino } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const SECRET_FIELDS = [
  'authorization',
  'privateKey',
  'diskPassphrase',
  'passphrase',
  'token',
  'password',
  'rootPassword',
  'userData',
];

/** A pino logger; fields that hold secrets are cut out to three levels of nesting. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [
    field,
    `*.${field}`,
    `*.*.${field}`,
    `*.*.*.${field}`,
  ]);
  const options = { level, redact: { paths, censor: '[secret]' } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
