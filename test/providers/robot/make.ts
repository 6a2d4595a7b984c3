/** Answers of the vendor and a provider that asks for them without waiting. */

import type { OrderInput, Provider } from '../../../providers/provider.ts';
import { createRobotProvider, type RobotSettings } from '../../../providers/robot/index.ts';
import { IronflakeError } from '../../../src/domain/error.ts';
import type { RobotOrderRequest } from '../../../src/domain/request.ts';
import { jumpingClock, KEY, KEY_FINGERPRINT } from '../http/make.ts';

export { jumpingClock, KEY, KEY_FINGERPRINT, present } from '../http/make.ts';

export const ENDPOINT = 'https://robot.test';
export const USER = '#ws+canary';
/** Looked for in every error: it must be nowhere. */
export const PASSWORD = 'canary-password-0123456789';
export function makeProvider(overrides: Partial<RobotSettings> = {}): Provider {
  return createRobotProvider({
    user: USER,
    password: PASSWORD,
    endpoint: ENDPOINT,
    account: 'metal',
    clock: jumpingClock(),
    ...overrides,
  });
}

/** What a call ends with that has to fail with one of our errors. */
export async function failureOf(calling: Promise<unknown>): Promise<IronflakeError> {
  const outcome: unknown = await calling.then(
    () => 'success',
    (error: unknown) => error,
  );
  if (outcome instanceof IronflakeError) return outcome;
  throw new Error(`the call ended with ${String(outcome)}`);
}

export const never = (): AbortSignal => new AbortController().signal;

export function serverBody(overrides: Record<string, unknown> = {}) {
  return {
    server: {
      server_ip: '203.0.113.5',
      server_ipv6_net: '2001:db8:1:2::',
      server_number: 321,
      server_name: 'db-1',
      product: 'EX44',
      dc: 'FSN1-DC18',
      traffic: 'unlimited',
      status: 'ready',
      cancelled: false,
      paid_until: '2026-12-01',
      ip: ['203.0.113.5'],
      subnet: [{ ip: '2001:db8:1:2::', mask: '64' }],
      reset: true,
      rescue: true,
      vnc: true,
      windows: false,
      plesk: false,
      cpanel: false,
      wol: true,
      hot_swap: false,
      linked_storagebox: null,
      ...overrides,
    },
  };
}

export function rescueBody(overrides: Record<string, unknown> = {}) {
  return {
    rescue: {
      server_ip: '203.0.113.5',
      server_number: 321,
      os: ['linux', 'vkvm'],
      active: false,
      password: null,
      authorized_key: [],
      host_key: [],
      ...overrides,
    },
  };
}

export function resetBody(type: readonly string[], operatingStatus = 'not supported') {
  return { reset: { server_number: 321, type, operating_status: operatingStatus } };
}

export function keyBody(name = 'ironflake-op-1', fingerprint = KEY_FINGERPRINT) {
  return {
    key: {
      name,
      fingerprint,
      type: 'ED25519',
      size: 256,
      data: KEY,
      created_at: '2026-11-22 12:00:00',
    },
  };
}

const amounts = (gross: string) => ({ net: '1.0000', gross });

export function addonBody(gross = '2.0230', location: string | null = 'FSN1') {
  const prices = [{ location, price: amounts(gross), price_setup: amounts('0.0000') }];
  return { id: 'primary_ipv4', name: 'Primary IPv4', min: 0, max: 1, prices };
}

export function productBody(
  id: string,
  prices: Readonly<Record<string, readonly [monthly: string, setup: string]>>,
  overrides: Record<string, unknown> = {},
) {
  return {
    product: {
      id,
      name: `Dedicated Server ${id}`,
      description: ['Intel® Core™ i5-13500', '64 GB DDR4 RAM', '2 x 512 GB NVMe SSD'],
      traffic: 'unlimited',
      dist: ['Rescue system', 'Debian 12 base'],
      arch: [64],
      lang: ['en'],
      location: Object.keys(prices),
      prices: Object.entries(prices).map(([location, [monthly, setup]]) => ({
        location,
        price: { ...amounts(monthly), hourly_net: '0.0500', hourly_gross: '0.0595' },
        price_setup: amounts(setup),
      })),
      orderable_addons: [addonBody()],
      ...overrides,
    },
  };
}

export function auctionBody(id: number, gross: string, overrides: Record<string, unknown> = {}) {
  return {
    product: {
      id,
      name: 'SB34',
      description: ['Intel Core i7-7700', '2x RAM 32768 MB DDR4', '2x SSD M.2 NVMe 512 GB'],
      traffic: 'unlimited',
      dist: ['Rescue system'],
      cpu: 'Intel Core i7-7700',
      memory_size: 64,
      datacenter: 'FSN1-DC12',
      price: '1.0000',
      price_vat: gross,
      price_hourly: '0.0500',
      price_hourly_vat: '0.0595',
      price_setup: '0.0000',
      price_setup_vat: '0.0000',
      orderable_addons: [addonBody()],
      ...overrides,
    },
  };
}

export function transactionBody(overrides: Record<string, unknown> = {}) {
  return {
    transaction: {
      id: 'B20261122-1-2',
      date: '2026-11-22T13:00:00+01:00',
      status: 'in process',
      server_number: null,
      server_ip: null,
      authorized_key: [{ key: { name: 'ironflake-op-1', fingerprint: KEY_FINGERPRINT } }],
      host_key: [],
      comment: null,
      ...overrides,
    },
  };
}

export function refusal(status: number, code: string, more: Record<string, unknown> = {}) {
  return { error: { status, code, message: 'no', ...more } };
}

export function makeOrder(overrides: Partial<RobotOrderRequest> = {}): RobotOrderRequest {
  return {
    provider: 'robot',
    account: 'metal',
    name: 'metal-1',
    channel: 'auction',
    ids: null,
    wish: {},
    withIpv4: true,
    maxPrice: { monthlyGross: '60.00', setupGross: '0.00', currency: 'EUR' },
    ...overrides,
  };
}

export function makeInput(overrides: Partial<RobotOrderRequest> = {}): OrderInput {
  return {
    order: makeOrder(overrides),
    operationId: 'op-1',
    authorizedKey: KEY,
    userData: '',
    aboutToSend: async () => {},
  };
}
