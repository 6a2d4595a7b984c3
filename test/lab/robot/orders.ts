/** `/order/server/…` and `/order/server_market/…`: what there is to buy, buying it, and what became of it. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import type { Account } from './account.ts';
import { actionError } from './action-error.ts';
import { berlinDay } from './dates.ts';
import { type Goods, planDelivery } from './delivery.ts';
import { readForm } from './form.ts';
import {
  CURRENCY,
  type Market,
  type Offer,
  offerNames,
  type Product,
  productNames,
  toWireOffer,
  toWireProduct,
} from './products.ts';
import { notFound, Refusal } from './refusal.ts';
import {
  type Channel,
  LISTED_FOR_MS,
  type Transaction,
  toWireTransaction,
} from './transactions.ts';

/** What orders are made of. */
export interface OrderParts {
  readonly account: Account;
  readonly market: Market;
  /** Every order, also ended ones. */
  readonly transactions: Transaction[];
  /** Every rehearsal (`test=true`), which no list of the vendor's shows. */
  readonly rehearsals: Transaction[];
  readonly deliveryMs: number;
  /** A server number that was never used. */
  nextServerNumber(): number;
}

/** Routes of both channels. */
export function orderRoutes(parts: OrderParts): readonly Route[] {
  const { market } = parts;
  return [
    {
      method: 'GET',
      path: '/order/currency',
      serve: () => ({ status: 200, body: { currency: CURRENCY } }),
    },
    { method: 'GET', path: '/order/server/product', serve: (call) => listProducts(market, call) },
    {
      method: 'GET',
      path: '/order/server/product/:id',
      serve: (call) => readProduct(market, call),
    },
    { method: 'GET', path: '/order/server_market/product', serve: () => listOffers(parts) },
    {
      method: 'GET',
      path: '/order/server_market/product/:id',
      serve: (call) => readOffer(parts, call),
    },
    ...transactionRoutes(parts, 'server', (call) => orderProduct(parts, call)),
    ...transactionRoutes(parts, 'server_market', (call) => orderOffer(parts, call)),
  ];
}

function transactionRoutes(
  { account, transactions }: OrderParts,
  channel: Channel,
  order: Route['serve'],
): Route[] {
  const path = `/order/${channel}/transaction`;
  const toWire = (transaction: Transaction) => ({ transaction: toWireTransaction(transaction) });
  const list = (): Reply => {
    const since = account.clock.now() - LISTED_FOR_MS;
    const found = transactions.filter((one) => one.channel === channel && one.orderedAt > since);
    if (found.length === 0) throw notFound('No transactions found');
    return { status: 200, body: found.map(toWire) };
  };
  const read = ({ params }: ApiCall): Reply => {
    const found = transactions.find((one) => one.channel === channel && one.id === params.id);
    if (!found) throw notFound('Transaction not found');
    return { status: 200, body: toWire(found) };
  };
  return [
    { method: 'GET', path, serve: list },
    { method: 'POST', path, serve: order },
    { method: 'GET', path: `${path}/:id`, serve: read },
  ];
}

function listProducts(market: Market, { query }: ApiCall): Reply {
  const location = query.get('location');
  const isWithin = (amount: number, name: string) =>
    amount >= Number(query.get(`min_${name}`) ?? 0) &&
    amount <= Number(query.get(`max_${name}`) ?? Number.POSITIVE_INFINITY);
  const found = market.products().filter(({ locations, prices }) => {
    if (location !== null && !locations.includes(location)) return false;
    const known = [...prices.values()];
    return known.every(
      ({ monthlyNet, setupNet }) =>
        isWithin(monthlyNet, 'price') && isWithin(setupNet, 'price_setup'),
    );
  });
  if (found.length === 0) throw notFound('No products found');
  return { status: 200, body: found.map((product) => ({ product: toWireProduct(product) })) };
}

function readProduct(market: Market, { params }: ApiCall): Reply {
  const product = market.product(params.id ?? '');
  if (!product) throw notFound('Product not found');
  return { status: 200, body: { product: toWireProduct(product) } };
}

function listOffers({ market, account }: OrderParts): Reply {
  const offers = market.offers();
  if (offers.length === 0) throw notFound('No products found');
  const body = offers.map((offer) => ({ product: toWireOffer(offer, account.clock.now()) }));
  return { status: 200, body };
}

function readOffer({ market, account }: OrderParts, { params }: ApiCall): Reply {
  const offer = market.offer(Number(params.id));
  if (!offer) throw notFound('Product not found');
  return { status: 200, body: { product: toWireOffer(offer, account.clock.now()) } };
}

function orderProduct(parts: OrderParts, call: ApiCall): Reply {
  const form = readForm(call.body);
  const id = form.requiredText('product_id');
  const product = parts.market.product(id);
  if (id !== '' && !isOrderable(product)) form.reject('product_id');
  const location = form.text('location') ?? product?.locations[0] ?? '';
  if (product && !product.locations.includes(location)) form.reject('location');
  const wish = readWish(parts, call, product?.dist ?? []);
  form.finish();
  const names = product ? productNames(product) : {};
  return place(parts, call, {
    ...wish,
    channel: 'server',
    product: { ...names, ...system(wish), location },
    goods: {
      serverNumber: parts.nextServerNumber(),
      product: id,
      datacenter: `${location}-DC18`,
      resetTypes: product?.resetTypes ?? [],
    },
  });
}

function isOrderable(product: Product | undefined): boolean {
  return product !== undefined && product.prices.size > 0;
}

function orderOffer(parts: OrderParts, call: ApiCall): Reply {
  const form = readForm(call.body);
  const id = form.requiredText('product_id');
  const wasOffered = parts.market.wasOffered(Number(id));
  if (id !== '' && !wasOffered) form.reject('product_id');
  const wish = readWish(parts, call, ['Rescue system']);
  form.finish();
  const offer = parts.market.offer(Number(id));
  if (!offer) throw new Refusal(412, 'PRECONDITION_FAILED', 'The product is no longer available');
  const reply = place(parts, call, {
    ...wish,
    channel: 'server_market',
    product: { ...offerNames(offer), ...system(wish) },
    goods: goodsOf(offer),
  });
  if (!wish.isTest) parts.market.sell(offer.id);
  return reply;
}

/** A machine of the auction keeps its number. */
function goodsOf({ id, name, datacenter, resetTypes }: Offer): Goods {
  return { serverNumber: id, product: name, datacenter, resetTypes };
}

type Wish = Pick<Transaction, 'keys' | 'comment' | 'addons' | 'dist'> & {
  readonly lang: string;
  readonly isTest: boolean;
};

/** What both channels take. @throws Refusal 400 INVALID_INPUT */
function readWish({ account }: OrderParts, { body }: ApiCall, dists: readonly string[]): Wish {
  const form = readForm(body);
  const wish = {
    keys: account.keys.readAuthorized(form),
    comment: form.text('comment') ?? null,
    addons: form.list('addon'),
    dist: form.text('dist') ?? 'Rescue system',
    lang: form.text('lang') ?? 'en',
    isTest: form.flag('test') ?? false,
  };
  if (form.text('password') !== undefined && wish.keys.length > 0) form.reject('password');
  if (!wish.addons.every((addon) => addon === 'primary_ipv4')) form.reject('addon');
  if (dists.length > 0 && !dists.includes(wish.dist)) form.reject('dist');
  form.finish();
  return wish;
}

function system({ dist, lang }: Wish): object {
  return { dist, arch: '64', lang };
}

type Order = Wish & Pick<Transaction, 'channel' | 'product'> & { readonly goods: Goods };

/** A rehearsal is answered as cancelled, and is found in no list. */
function place(parts: OrderParts, call: ApiCall, order: Order): Reply {
  const error = actionError(call.faults, 'INTERNAL_ERROR');
  if (error) throw error;
  const { account, transactions, rehearsals, deliveryMs } = parts;
  const { isTest, goods, lang: _, ...asked } = order;
  const now = account.clock.now();
  const transaction: Transaction = {
    ...asked,
    id: `B${berlinDay(now).replaceAll('-', '')}-${344_958 + transactions.length}-${251_479 + transactions.length}`,
    orderedAt: now,
    status: isTest ? 'cancelled' : 'in process',
    serverNumber: null,
    serverIp: null,
    hostKeys: [],
  };
  if (isTest) {
    rehearsals.push(transaction);
  } else {
    transactions.push(transaction);
    planDelivery(account, { transaction, goods, deliveryMs, faults: call.faults });
  }
  return { status: 201, body: { transaction: toWireTransaction(transaction) } };
}
