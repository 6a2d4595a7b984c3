/** The fields we read of offers and orders, as the vendor spells them. */

import type { components } from '../../openapi/vendor/robot.gen.ts';
import { list, nullable, object, text, UnreadableAnswer } from '../http/read.ts';
import { loose, number, optionalList } from './read.ts';
import { readFingerprints } from './wire.ts';

type Schemas = components['schemas'];

export type WireProduct = Schemas['Product'];
export type WireAuctionProduct = Schemas['AuctionProduct'];
export type WireAddon = Schemas['Addon'];
export type WireTransaction = Schemas['Transaction'];

/** Throws UnreadableAnswer. */
export function readCurrency(body: unknown): string {
  return text(object(body, 'answer').currency, 'currency');
}

/** A standard product; its prices are empty where it cannot be ordered. Throws UnreadableAnswer. */
export function readProduct(value: unknown, path: string): WireProduct {
  const product = object(value, path);
  return {
    id: loose(product.id, `${path}.id`),
    name: text(product.name, `${path}.name`),
    description: optionalList(product.description, `${path}.description`, text),
    dist: optionalList(product.dist, `${path}.dist`, text),
    prices: optionalList(product.prices, `${path}.prices`, readProductPrice),
    orderable_addons: optionalList(product.orderable_addons, `${path}.orderable_addons`, readAddon),
  };
}

function readProductPrice(value: unknown, path: string): WireProduct['prices'][number] {
  const entry = object(value, path);
  const price = object(entry.price, `${path}.price`);
  return {
    location: text(entry.location, `${path}.location`),
    price: {
      gross: loose(price.gross, `${path}.price.gross`),
      hourly_gross: nullable(price.hourly_gross, (hourly) =>
        loose(hourly, `${path}.price.hourly_gross`),
      ),
    },
    price_setup: readAmount(entry.price_setup, `${path}.price_setup`),
  };
}

function readAmount(value: unknown, path: string): { gross: string } {
  return { gross: loose(object(value, path).gross, `${path}.gross`) };
}

function readAddon(value: unknown, path: string): WireAddon {
  const addon = object(value, path);
  return {
    id: text(addon.id, `${path}.id`),
    prices: optionalList(addon.prices, `${path}.prices`, (entry, at) => ({
      location: nullable(object(entry, at).location, (place) => text(place, `${at}.location`)),
      price: readAmount(object(entry, at).price, `${at}.price`),
    })),
  };
}

/** One machine of the auction. Throws UnreadableAnswer. */
export function readAuctionProduct(value: unknown, path: string): WireAuctionProduct {
  const product = object(value, path);
  const at = (field: string) => `${path}.${field}`;
  return {
    id: number(product.id, at('id')),
    name: text(product.name, at('name')),
    description: optionalList(product.description, at('description'), text),
    cpu: text(product.cpu, at('cpu')),
    memory_size: number(product.memory_size, at('memory_size')),
    datacenter: text(product.datacenter, at('datacenter')),
    price_vat: loose(product.price_vat, at('price_vat')),
    price_hourly_vat: nullable(product.price_hourly_vat, (price) =>
      loose(price, at('price_hourly_vat')),
    ),
    price_setup_vat: loose(product.price_setup_vat, at('price_setup_vat')),
    dist: optionalList(product.dist, at('dist'), text),
    orderable_addons: optionalList(product.orderable_addons, at('orderable_addons'), readAddon),
  };
}

/** An order. Throws UnreadableAnswer. */
export function readTransaction(value: unknown, path: string): WireTransaction {
  const transaction = object(value, path);
  return {
    id: loose(transaction.id, `${path}.id`),
    date: text(transaction.date, `${path}.date`),
    status: text(transaction.status, `${path}.status`),
    server_number: nullable(transaction.server_number, (count) =>
      number(count, `${path}.server_number`),
    ),
    authorized_key: readFingerprints(transaction.authorized_key, `${path}.authorized_key`),
    host_key: readFingerprints(transaction.host_key, `${path}.host_key`),
  };
}

/** A list of wrapped objects in which one unreadable entry does not hide the others. */
export function readableOf<T>(
  body: unknown,
  field: string,
  read: (value: unknown, path: string) => T,
): T[] {
  return list(body, 'answer', (entry, path) => {
    try {
      return [read(object(entry, path)[field], `${path}.${field}`)];
    } catch (error) {
      if (error instanceof UnreadableAnswer) return [];
      throw error;
    }
  }).flat();
}
