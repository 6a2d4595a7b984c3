/** Answers of the vendor and a provider that asks for them without waiting. */

import { createHcloudProvider } from '../../../providers/hcloud/index.ts';
import type { Provider, ProviderClock } from '../../../providers/provider.ts';
import { jumpingClock, KEY } from '../http/make.ts';

export { jumpingClock, KEY, KEY_FINGERPRINT, present } from '../http/make.ts';

export const ENDPOINT = 'https://hcloud.test/v1';
/** Looked for in every error: it must be nowhere. */
export const TOKEN = 'canary-token-0123456789abcdef';
export function makeProvider(clock: ProviderClock = jumpingClock()): Provider {
  return createHcloudProvider({ token: TOKEN, endpoint: ENDPOINT, account: 'main', clock });
}

export const never = (): AbortSignal => new AbortController().signal;

export function serverBody(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 42,
    name: 'web-1',
    status: 'running',
    created: '2026-11-22T00:00:00+00:00',
    public_net: {
      ipv4: { id: 1, ip: '203.0.113.5', blocked: false, dns_ptr: 'static.example' },
      ipv6: { id: 2, ip: '2001:db8:1:2::/64', blocked: false, dns_ptr: null },
      floating_ips: [],
      firewalls: [],
    },
    private_net: [],
    server_type: { id: 1, name: 'cx33' },
    location: { id: 1, name: 'fsn1' },
    image: null,
    rescue_enabled: false,
    locked: false,
    protection: { delete: false, rebuild: false },
    labels: {},
    ...overrides,
  };
}

export function actionBody(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 7,
    command: 'start_server',
    status: 'success',
    progress: 100,
    started: '2026-11-22T00:00:00+00:00',
    finished: null,
    resources: [],
    error: null,
    ...overrides,
  };
}

export function page(field: string, entries: readonly unknown[], nextPage: number | null = null) {
  return {
    [field]: entries,
    meta: {
      pagination: {
        page: 1,
        per_page: 50,
        previous_page: null,
        next_page: nextPage,
        last_page: null,
        total_entries: null,
      },
    },
  };
}

export function price(location: string, gross: string) {
  return {
    location,
    price_hourly: { net: '0.01', gross: '0.012' },
    price_monthly: { net: '1.0', gross },
  };
}

export function typeBody(
  name: string,
  places: Readonly<Record<string, { gross: string; available?: boolean }>>,
  overrides: Record<string, unknown> = {},
) {
  return {
    id: 1,
    name,
    description: name.toUpperCase(),
    architecture: 'x86',
    cores: 2,
    memory: 4.0,
    disk: 40,
    prices: Object.entries(places).map(([location, { gross }]) => price(location, gross)),
    locations: Object.entries(places).map(([location, { available = true }]) => ({
      id: 1,
      name: location,
      deprecation: null,
      recommended: true,
      available,
    })),
    ...overrides,
  };
}

export function pricingBody(currency = 'EUR') {
  const prices = ['fsn1', 'nbg1', 'hel1'].map((location) => price(location, '0.6000000000000000'));
  return { pricing: { currency, vat_rate: '19.00', primary_ips: [{ type: 'ipv4', prices }] } };
}

export function imageBody(name: string, overrides: Record<string, unknown> = {}) {
  return { id: 900, name, architecture: 'x86', deprecated: null, ...overrides };
}

export function keyBody(overrides: Record<string, unknown> = {}) {
  return {
    id: 11,
    name: 'ironflake-op-1',
    fingerprint: 'aa',
    public_key: KEY,
    labels: { 'ironflake-operation': 'op-1' },
    created: '2026-11-22T00:00:00+00:00',
    ...overrides,
  };
}

export function refusal(code: string, message = 'no', details: unknown = null) {
  return { error: { code, message, details } };
}

export function primaryIpBody(overrides: Record<string, unknown> = {}) {
  return {
    id: 1,
    name: 'primary-ip-1',
    ip: '203.0.113.5',
    type: 'ipv4',
    location: { name: 'fsn1' },
    assignee_id: null,
    auto_delete: false,
    labels: {},
    ...overrides,
  };
}
