/** The calls about offers and orders, for both channels. Errors are those of client.ts. */

import { get, listOf } from './calls.ts';
import { type Call, type RobotClient, segment } from './client.ts';
import {
  readAuctionProduct,
  readableOf,
  readCurrency,
  readProduct,
  readTransaction,
  type WireAuctionProduct,
  type WireProduct,
  type WireTransaction,
} from './order-wire.ts';
import { unwrap, unwrapList } from './wire.ts';

/** How a dedicated server is sold. */
export type Channel = 'product' | 'auction';

export const CHANNELS: readonly Channel[] = ['product', 'auction'];

const ROOT: Readonly<Record<Channel, string>> = {
  product: '/order/server',
  auction: '/order/server_market',
};

/** EUR or USD, by account. */
export function getCurrency(client: RobotClient, signal: AbortSignal): Promise<string> {
  return client.request(get('/order/currency'), readCurrency, signal);
}

/** Standard products; what cannot be read of them is left out. */
export function listProducts(client: RobotClient, signal: AbortSignal): Promise<WireProduct[]> {
  const call = get(`${ROOT.product}/product`);
  return listOf(client.request(call, (body) => readableOf(body, 'product', readProduct), signal));
}

/** Machines in the auction; what cannot be read of them is left out. */
export function listAuction(
  client: RobotClient,
  signal: AbortSignal,
): Promise<WireAuctionProduct[]> {
  const call = get(`${ROOT.auction}/product`);
  return listOf(
    client.request(call, (body) => readableOf(body, 'product', readAuctionProduct), signal),
  );
}

/** @throws ProviderError `provider.not-found` */
export function getProduct(
  client: RobotClient,
  id: string,
  signal: AbortSignal,
): Promise<WireProduct> {
  const call = get(`${ROOT.product}/product/${segment(id)}`);
  return client.request(call, (body) => unwrap(body, 'product', readProduct), signal);
}

/** @throws ProviderError `provider.not-found` when it has been sold */
export function getAuctionProduct(
  client: RobotClient,
  id: string,
  signal: AbortSignal,
): Promise<WireAuctionProduct> {
  const call = get(`${ROOT.auction}/product/${segment(id)}`);
  return client.request(call, (body) => unwrap(body, 'product', readAuctionProduct), signal);
}

/** Orders of the last 30 days. Read strictly: an order that cannot be read must not be overlooked. */
export function listTransactions(
  client: RobotClient,
  channel: Channel,
  signal: AbortSignal,
): Promise<WireTransaction[]> {
  const call = get(`${ROOT[channel]}/transaction`);
  return listOf(
    client.request(call, (body) => unwrapList(body, 'transaction', readTransaction), signal),
  );
}

/** @throws ProviderError `provider.not-found` */
export function getTransaction(
  client: RobotClient,
  channel: Channel,
  id: string,
  signal: AbortSignal,
): Promise<WireTransaction> {
  const call = get(`${ROOT[channel]}/transaction/${segment(id)}`);
  return client.request(call, (body) => unwrap(body, 'transaction', readTransaction), signal);
}

/** COSTS MONEY (unless the form says `test`); sent once, whatever comes. */
export function postTransaction(
  client: RobotClient,
  channel: Channel,
  form: NonNullable<Call['form']>,
  signal: AbortSignal,
): Promise<WireTransaction> {
  const path = `${ROOT[channel]}/transaction`;
  const call: Call = { method: 'POST', path, form, repetition: 'once' };
  return client.request(call, (body) => unwrap(body, 'transaction', readTransaction), signal);
}
