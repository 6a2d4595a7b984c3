/** Addresses and foreign text as they stand in messages. */

import type { SshAddress } from '../domain/machine.ts';

/** `host:port`, an IPv6 address in brackets. */
export function formatAddress({ host, port }: SshAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Text from a host or a library as one printable line of at most `limit` characters. */
export function oneLine(text: string, limit = 200): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** `1.2 s`, `340 ms`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
