/** What can be ordered. */

import type { components, operations } from '../../../openapi/api.gen.ts';
import type { OfferDiskWish, OfferFilter } from '../../domain/offer.ts';
import type { AccountOffer } from '../../domain/offer-page.ts';
import type { OfferDesk, OfferSourceView } from '../../service/list-offers.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import type { Handlers } from '../handler.ts';
import { toInstallProblem } from '../problem.ts';

type Schemas = components['schemas'];
type Query = NonNullable<operations['listOffers']['parameters']['query']>;

const PAGE_SIZE = 50;

/** The handler of offers. */
export function createOfferHandlers(
  desk: OfferDesk,
  catalog: ErrorCatalog,
): Pick<Handlers, 'listOffers'> {
  return {
    async listOffers({ query }) {
      const { provider, account, currency, cursor, sort = 'price', limit = PAGE_SIZE } = query;
      const page = { sort, limit, cursor, withIpv4: query.ipv4 ?? false };
      const answer = await desk.list({
        ...page,
        provider,
        account,
        currency,
        filter: toFilter(query),
      });
      const { nextCursor, total } = answer;
      const items = answer.items.map(toOffer);
      const sources = answer.sources.map((source) => toSource(catalog, source));
      return { kind: 'json', status: 200, body: { items, nextCursor, total, sources } };
    },
  };
}

function toFilter(query: Query): OfferFilter {
  const { channel, architecture, cpu, minCores, minMemoryGb, location, ipv4, available } = query;
  const { maxMonthlyGross, maxSetupGross } = query;
  const disks = toDiskWish(query);
  return {
    ...(channel === undefined ? {} : { channels: channel }),
    ...(architecture === undefined ? {} : { architecture }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(minCores === undefined ? {} : { minCpuCores: minCores }),
    ...(minMemoryGb === undefined ? {} : { minMemoryGb }),
    ...(disks === null ? {} : { disks: [disks] }),
    ...(location === undefined ? {} : { locations: location }),
    ...(maxMonthlyGross === undefined ? {} : { maxMonthlyGross }),
    ...(maxSetupGross === undefined ? {} : { maxSetupGross }),
    ...(ipv4 === undefined ? {} : { withIpv4: ipv4 }),
    ...(available === undefined ? {} : { onlyAvailable: available }),
  };
}

function toDiskWish({ diskKind, minDisks, minDiskGb }: Query): OfferDiskWish | null {
  if (diskKind === undefined && minDisks === undefined && minDiskGb === undefined) return null;
  return {
    minCount: minDisks ?? 1,
    ...(diskKind === undefined ? {} : { kind: diskKind }),
    ...(minDiskGb === undefined ? {} : { minSizeGb: minDiskGb }),
  };
}

function toOffer({ disks, ...offer }: AccountOffer): Schemas['Offer'] {
  return { ...offer, disks: disks.map(({ kind, count, sizeGb }) => ({ kind, count, sizeGb })) };
}

function toSource(
  catalog: ErrorCatalog,
  { account, state, readAt, ageMs, problem }: OfferSourceView,
): Schemas['OfferSource'] {
  return {
    provider: account.provider,
    account: account.name,
    state,
    readAt,
    ageSeconds: ageMs === null ? null : Math.round(ageMs / 1000),
    problem: problem === null ? null : toInstallProblem(catalog, problem),
  };
}
