/** `/order/server_addon/…`: what can be added to a server. Here it is sold, and changes nothing. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { type Account, getServer } from './account.ts';
import { berlinDay, zonedTime } from './dates.ts';
import { readForm } from './form.ts';
import { toWirePrice } from './prices.ts';
import { notFound } from './refusal.ts';
import { LISTED_FOR_MS } from './transactions.ts';

const ADDONS = [
  {
    id: 'additional_ipv4',
    name: 'Additional IP address',
    type: 'ip_ipv4',
    price: { monthlyNet: 1.7, setupNet: 4.9 },
  },
  {
    id: 'subnet_ipv4_29',
    name: 'Additional subnet /29 (monthly charge)',
    type: 'subnet_ipv4',
    price: { monthlyNet: 13.6, setupNet: 39.2 },
  },
] as const;

type Addon = (typeof ADDONS)[number];

interface AddonOrder {
  readonly id: string;
  readonly orderedAt: number;
  readonly serverNumber: number;
  readonly addon: Addon;
  readonly location: string;
  readonly isTest: boolean;
}

/** Routes of addons; their lists are empty without any 404. */
export function addonRoutes(account: Account): readonly Route[] {
  const orders: AddonOrder[] = [];
  const path = '/order/server_addon/transaction';
  return [
    {
      method: 'GET',
      path: '/order/server_addon/:number/product',
      serve: (call) => listAddons(account, call),
    },
    {
      method: 'GET',
      path,
      serve() {
        const since = account.clock.now() - LISTED_FOR_MS;
        const body = orders.filter(({ orderedAt }) => orderedAt > since).map(toWire);
        return { status: 200, body };
      },
    },
    { method: 'POST', path, serve: (call) => order(account, orders, call) },
    {
      method: 'GET',
      path: `${path}/:id`,
      serve({ params }) {
        const found = orders.find(({ id }) => id === params.id);
        if (!found) throw notFound('Transaction not found');
        return { status: 200, body: toWire(found) };
      },
    },
  ];
}

function listAddons(account: Account, call: ApiCall): Reply {
  const location = locationOf(getServer(account, call).datacenter);
  return { status: 200, body: ADDONS.map((addon) => ({ product: toWireAddon(addon, location) })) };
}

function order(account: Account, orders: AddonOrder[], { body }: ApiCall): Reply {
  const form = readForm(body);
  const number = form.requiredText('server_number');
  const id = form.requiredText('product_id');
  const addon = ADDONS.find((one) => one.id === id);
  if (id !== '' && !addon) form.reject('product_id');
  if (addon) form.requiredText('reason');
  const isTest = form.flag('test') ?? false;
  form.finish();
  const server = getServer(account, { params: { number } });
  if (!addon) throw notFound('Product not found');
  const now = account.clock.now();
  const placed: AddonOrder = {
    id: `B${berlinDay(now).replaceAll('-', '')}-${1_843_192 + orders.length}-S${33_051 + orders.length}`,
    orderedAt: now,
    serverNumber: server.number,
    addon,
    location: locationOf(server.datacenter),
    isTest,
  };
  if (!isTest) orders.push(placed);
  return { status: 201, body: toWire(placed) };
}

function toWire({ id, orderedAt, serverNumber, addon, location, isTest }: AddonOrder): object {
  return {
    transaction: {
      id,
      date: zonedTime(orderedAt),
      status: isTest ? 'cancelled' : 'in process',
      server_number: serverNumber,
      product: toWireAddon(addon, location),
      resources: [],
    },
  };
}

function toWireAddon({ id, name, type, price }: Addon, location: string): object {
  return { id, name, type, price: toWirePrice(location, price) };
}

function locationOf(datacenter: string): string {
  return datacenter.split('-')[0] ?? '';
}
