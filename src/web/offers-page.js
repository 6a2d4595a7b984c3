/** What can be ordered now: filters, stock, prices, and how old all that is. */

/** @import { Client } from '../client/client.ts' */
import { badge, card, element, field, message, table } from './dom.js';
import { LOOK_AGAIN_MS, pause } from './look-again.js';
import { inDuration } from './words.js';

/** @typedef {NonNullable<Parameters<Client['offers']['list']>[0]>} Query */
/** @typedef {Awaited<ReturnType<Client['offers']['list']>>} Page */
/** @typedef {Page['items'][number]} Offer */

const PAGE_LENGTH = 50;

/**
 * @param {HTMLElement} page
 * @param {Client} client
 * @param {AbortSignal} signal ends it
 */
export async function showOffers(page, client, signal) {
  const form = filters();
  const found = element('div', { 'aria-live': 'polite' });
  const refresh = async () => {
    const answer = await client.offers.list(queryOf(form), { signal });
    found.replaceChildren(...listOf(answer));
    return answer.sources.some(({ state }) => state === 'reading' || state === 'stale');
  };
  const look = async () => {
    try {
      // What is being read comes by itself; what was read stays until somebody asks.
      while ((await refresh()) && !signal.aborted) await pause(LOOK_AGAIN_MS);
    } catch (error) {
      if (!signal.aborted)
        found.replaceChildren(element('p', { class: 'bad', role: 'alert' }, message(error)));
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void look();
  });
  page.replaceChildren(card('Offers', '', form, found));
  await look();
}

function filters() {
  const number = (/** @type {string} */ name) =>
    element('input', { type: 'number', name, min: '0', step: 'any', class: 'short' });
  return element(
    'form',
    { class: 'filters', role: 'search' },
    field('From', choice('provider', { '': 'any', hcloud: 'Hetzner Cloud', robot: 'Robot' })),
    field(
      'Sold as',
      choice('channel', { '': 'any', cloud: 'cloud', product: 'product', auction: 'auction' }),
    ),
    field('Architecture', choice('architecture', { '': 'any', x86_64: 'x86-64', aarch64: 'ARM' })),
    field('Cores, at least', number('minCores')),
    field('Memory GB, at least', number('minMemoryGb')),
    field('Disks', choice('diskKind', { '': 'any', nvme: 'NVMe', ssd: 'SSD', hdd: 'HDD' })),
    field('Location', element('input', { type: 'text', name: 'location', class: 'short' })),
    field('A month, at most', number('maxMonthlyGross')),
    field(
      'Sorted by',
      choice('sort', { price: 'price', '-memory': 'most memory', '-cores': 'most cores' }),
    ),
    element(
      'label',
      { class: 'row' },
      element('input', { type: 'checkbox', name: 'available' }),
      'only what is in stock',
    ),
    element('button', {}, 'Show'),
  );
}

/** @param {string} name @param {Record<string, string>} options text by value */
function choice(name, options) {
  const made = Object.entries(options).map(([value, text]) => element('option', { value }, text));
  return element('select', { name }, ...made);
}

/** @param {HTMLFormElement} form @returns {Query} */
function queryOf(form) {
  const data = new FormData(form);
  const text = (/** @type {string} */ name) => String(data.get(name) ?? '').trim();
  const given = ['provider', 'architecture', 'diskKind', 'maxMonthlyGross']
    .filter((name) => text(name) !== '')
    .map((name) => [name, text(name)]);
  const counted = ['minCores', 'minMemoryGb']
    .filter((name) => text(name) !== '')
    .map((name) => [name, Number(text(name))]);
  const listed = ['channel', 'location']
    .filter((name) => text(name) !== '')
    .map((name) => [name, text(name).split(/[\s,]+/)]);
  // The service says no to what is not of the contract, and the page shows its answer.
  return /** @type {Query} */ ({
    ...Object.fromEntries([...given, ...counted, ...listed]),
    available: data.has('available'),
    sort: text('sort'),
    limit: PAGE_LENGTH,
  });
}

/** @param {Page} answer */
function listOf({ items, total, sources }) {
  const rows = items.map((offer) => [
    [
      element('div', {}, offer.id),
      offer.name !== offer.id && element('div', { class: 'quiet' }, offer.name),
    ],
    [offer.location, element('div', { class: 'quiet' }, `${offer.provider} (${offer.account})`)],
    stockOf(offer),
    element('span', { class: 'price' }, `${offer.monthlyGross} ${offer.currency}`),
    element('span', { class: 'price' }, offer.setupGross),
    offer.cpuCores === null ? offer.cpu : `${offer.cpuCores} × ${offer.cpu}`,
    offer.memoryGb === null ? '?' : `${offer.memoryGb} GB`,
    offer.disks.map(({ kind, count, sizeGb }) => `${count} × ${sizeGb} GB ${kind}`).join(' + ') ||
      '?',
  ]);
  const heads = [
    'Offer',
    'Where',
    'Stock',
    'A month, with VAT',
    'Setup',
    'Processor',
    'Memory',
    'Disks',
  ];
  const none = element('p', { class: 'quiet' }, 'Nothing on offer fits.');
  const shown = `${items.length} of ${total}`;
  return [
    element('p', { class: 'quiet' }, shown),
    items.length === 0 ? none : table(heads, rows),
    ...sources.map(sourceOf),
  ];
}

/** @param {Offer} offer */
function stockOf({ isAvailable }) {
  if (isAvailable === null) return element('span', { class: 'quiet' }, 'not told');
  return badge(isAvailable ? 'in stock' : 'sold out');
}

/** @param {Page['sources'][number]} source */
function sourceOf({ provider, account, state, ageSeconds, problem }) {
  const age = ageSeconds === null ? 'never read' : `read ${inDuration(ageSeconds * 1000)} ago`;
  const why = problem === null ? '' : `: ${problem.detail} ${problem.advice}`;
  return element(
    'p',
    { class: problem === null ? 'quiet' : 'bad' },
    `${provider} ${account}: ${state}, ${age}${why}`,
  );
}
