/** Places an order: the one file that spends money. */

import { errorCode, ProviderError } from '../../src/domain/error.ts';
import type { OrderRequest } from '../../src/domain/request.ts';
import { isOutcomeUnknown, notOrdering } from '../http/errors.ts';
import type { OrderInput, OrderReceipt } from '../provider.ts';
import { createServer } from './calls.ts';
import { type Choice, chooseFor, cloudOrder } from './choose.ts';
import type { HcloudContext } from './context.ts';
import { givenAddressLabels, operationLabels, toMachine } from './convert.ts';
import { findOperationServer } from './find.ts';
import { ensureSshKey } from './keys.ts';
import { type Offer, soldOut } from './offers.ts';
import { pause } from './retry.ts';
import type { WireServer } from './wire.ts';

/** When a lost answer is looked for: a server shows up late, if it does. */
const LOOK_UP_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

/**
 * Orders the first wish that is in stock within the ceiling. One call per offer and never a second one
 * after an answer that may have been a yes: then the operation's label tells. A server that bears the
 * label already is the answer.
 *
 * @throws as `Ordering.placeOrder`
 */
export async function placeOrder(
  context: HcloudContext,
  input: OrderInput,
  signal: AbortSignal,
): Promise<OrderReceipt> {
  const ready = await notOrdering(() => prepare(context, input, signal));
  if (ready.kind === 'present') return receipt(context, ready.server, null, []);

  const passedOver = [...ready.passedOver];
  for (const offer of ready.offers) {
    const { serverType, location } = offer.quote;
    const image = await notOrdering(() => ready.imageOf(offer));
    if (typeof image === 'string') {
      passedOver.push(image);
      continue;
    }
    const attempt = { input, order: ready.order, offer, imageId: image.id, ready };
    const server = await tryOffer(context, attempt, signal);
    if (server !== null) return receipt(context, server, offer, passedOver);
    passedOver.push(`${serverType} in ${location}: sold out when it was ordered`);
  }
  throw soldOut(passedOver);
}

type Prepared =
  | { readonly kind: 'present'; readonly server: WireServer }
  | ({
      readonly kind: 'to-order';
      readonly order: OrderRequest;
      readonly sshKeyId: number;
    } & Choice);

/** Everything before the first call that costs money. */
async function prepare(
  context: HcloudContext,
  input: OrderInput,
  signal: AbortSignal,
): Promise<Prepared> {
  const { client } = context;
  const order = cloudOrder(input.order);
  const present = await findOperationServer(client, input.operationId, signal);
  if (present !== null) return { kind: 'present', server: present };
  const choice = await chooseFor(context, order, signal);
  const sshKeyId = await ensureSshKey(client, input.operationId, input.authorizedKey, signal);
  return { kind: 'to-order', order, ...choice, sshKeyId };
}

interface Attempt {
  readonly input: OrderInput;
  readonly offer: Offer;
  readonly order: OrderRequest;
  readonly imageId: number;
  readonly ready: Extract<Prepared, { kind: 'to-order' }>;
}

/** The server, or null when this offer is sold out. */
async function tryOffer(
  context: HcloudContext,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<WireServer | null> {
  await attempt.input.aboutToSend();
  try {
    return await createServer(context.client, toBody(attempt), signal);
  } catch (error) {
    if (isOutcomeUnknown(error)) return await lookUp(context, attempt, signal);
    const code = errorCode(error);
    if (code === 'provider.sold-out') return null;
    if (code === 'provider.conflict') return await adoptOrRefuse(context, attempt, signal);
    throw error;
  }
}

/** By way of the rescue system it is made and left off: its very first boot shall be that one. */
function toBody({ input, order, offer, imageId, ready }: Attempt) {
  const isByRescue = order.path === 'rescue';
  return {
    name: order.name,
    server_type: offer.quote.serverType,
    location: offer.quote.location,
    image: String(imageId),
    start_after_create: !isByRescue,
    ssh_keys: [String(ready.sshKeyId)],
    ...(isByRescue ? {} : { user_data: input.userData }),
    labels: {
      ...order.labels,
      ...givenAddressLabels(order),
      ...operationLabels(input.operationId),
    },
    ...ready.belongings.body,
  };
}

/** No clear answer: the label tells, or nobody knows. Nothing is sent again. */
async function lookUp(
  context: HcloudContext,
  { input, offer }: Attempt,
  signal: AbortSignal,
): Promise<WireServer> {
  const startedAt = context.clock.now();
  for (const pauseMs of LOOK_UP_PAUSES_MS) {
    await pause(context.clock, pauseMs, signal);
    const seen = await lookOnce(context, input.operationId, signal);
    if (seen.kind === 'server') return seen.server;
  }
  const waitedMs = context.clock.now() - startedAt;
  throw orderUnknown(
    input,
    `A server ${offer.quote.serverType} in ${offer.quote.location} was ordered from Hetzner Cloud, the answer was lost, and for ${waitedMs} ms no server with the label of operation ${input.operationId} was seen.`,
  );
}

type Seen =
  | { readonly kind: 'server'; readonly server: WireServer }
  | { readonly kind: 'none' }
  /** The vendor could not tell: never read as absence. */
  | { readonly kind: 'unclear' };

async function lookOnce(
  context: HcloudContext,
  operationId: string,
  signal: AbortSignal,
): Promise<Seen> {
  try {
    const server = await findOperationServer(context.client, operationId, signal);
    return server === null ? { kind: 'none' } : { kind: 'server', server };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code === 'provider.order-unknown') throw error;
    return { kind: 'unclear' };
  }
}

/** The name is taken: by a server of this very operation, or by a stranger. */
async function adoptOrRefuse(
  context: HcloudContext,
  { input }: Attempt,
  signal: AbortSignal,
): Promise<WireServer> {
  const name = input.order.name;
  const seen = await lookOnce(context, input.operationId, signal);
  if (seen.kind === 'server') return seen.server;
  if (seen.kind === 'unclear') {
    throw orderUnknown(
      input,
      `Hetzner Cloud already has a server named "${name}", and whether it is of operation ${input.operationId} could not be read.`,
    );
  }
  throw new ProviderError(
    'provider.conflict',
    `Nothing was ordered: Hetzner Cloud already has a server named "${name}" in this project, and it does not belong to this order. Choose another name, or install on that server with machine.existing.`,
    { outcome: 'refused', name },
  );
}

function orderUnknown(input: OrderInput, what: string): ProviderError {
  return new ProviderError(
    'provider.order-unknown',
    `${what} It is not ordered again; look for the server "${input.order.name}" in the Hetzner console.`,
    { outcome: 'unknown', operationId: input.operationId, name: input.order.name },
  );
}

function receipt(
  context: HcloudContext,
  server: WireServer,
  offer: Offer | null,
  passedOver: readonly string[],
): OrderReceipt {
  return { machine: toMachine(server, context), quote: offer?.quote ?? null, passedOver };
}
