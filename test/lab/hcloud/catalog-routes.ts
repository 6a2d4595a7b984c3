/** The calls that only read the catalog, and the one that is gone. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { IMAGES, ISOS, LOCATIONS, pricing, type Stock, toWireServerType } from './catalog.ts';
import { SERVER_TYPES } from './hardware.ts';
import { hasWantedName, pageReply } from './paging.ts';
import { notFound, Refusal } from './refusal.ts';

const DATACENTERS_GONE = 'https://docs.hetzner.cloud/changelog#2026-07-01-removing-datacenters';

/** Routes of server types, locations, images, prices and datacenters. */
export function catalogRoutes(stock: Stock): readonly Route[] {
  return [
    ...listAndRead('server_type', () =>
      SERVER_TYPES.map((spec) => ({
        id: spec.id,
        name: spec.name,
        wire: toWireServerType(spec, stock),
      })),
    ),
    ...listAndRead('location', () =>
      LOCATIONS.map(({ id, name, ...rest }) => ({
        id,
        name,
        wire: { id, name, ...rest },
      })),
    ),
    { method: 'GET', path: '/isos', serve: listIsos },
    { method: 'GET', path: '/isos/:id', serve: readIso },
    { method: 'GET', path: '/images', serve: listImages },
    { method: 'GET', path: '/images/:id', serve: readImage },
    {
      method: 'GET',
      path: '/pricing',
      serve: () => ({ status: 200, body: { pricing: pricing() } }),
    },
    { method: 'GET', path: '/datacenters', serve: refuseDatacenters },
    { method: 'GET', path: '/datacenters/:id', serve: refuseDatacenters },
  ];
}

interface Entry {
  readonly id: number;
  readonly name: string;
  readonly wire: object;
}

function listAndRead(name: string, entries: () => readonly Entry[]): Route[] {
  const list = (call: ApiCall): Reply => {
    const found = entries().filter((entry) => hasWantedName(call.query, entry.name));
    return pageReply(
      `${name}s`,
      found.map(({ wire }) => wire),
      call,
    );
  };
  const read = ({ params }: ApiCall): Reply => {
    const found = entries().find(({ id }) => id === Number(params.id));
    if (!found) throw notFound(name);
    return { status: 200, body: { [name]: found.wire } };
  };
  return [
    { method: 'GET', path: `/${name}s`, serve: list },
    { method: 'GET', path: `/${name}s/:id`, serve: read },
  ];
}

function listImages(call: ApiCall): Reply {
  const { query } = call;
  const architectures = query.getAll('architecture');
  const types = query.getAll('type');
  const withDeprecated = query.get('include_deprecated') === 'true';
  const found = IMAGES.filter(
    (image) =>
      hasWantedName(query, image.name) &&
      (types.length === 0 || types.includes('system')) &&
      (architectures.length === 0 || architectures.includes(image.architecture)) &&
      (withDeprecated || image.deprecated === null),
  );
  return pageReply('images', found, call);
}

function listIsos(call: ApiCall): Reply {
  const architectures = call.query.getAll('architecture');
  const found = ISOS.filter(
    ({ name, architecture }) =>
      hasWantedName(call.query, name) &&
      (architectures.length === 0 || architectures.includes(architecture)),
  );
  return pageReply('isos', found, call);
}

function readIso({ params }: ApiCall): Reply {
  const iso = ISOS.find(({ id }) => id === Number(params.id));
  if (!iso) throw notFound('ISO');
  return { status: 200, body: { iso } };
}

function readImage({ params }: ApiCall): Reply {
  const image = IMAGES.find(({ id }) => id === Number(params.id));
  if (!image) throw notFound('image');
  return { status: 200, body: { image } };
}

function refuseDatacenters(): never {
  throw new Refusal(410, 'deprecated_api_endpoint', 'datacenters were removed, use locations', {
    announcement: DATACENTERS_GONE,
  });
}
