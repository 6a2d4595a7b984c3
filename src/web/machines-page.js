/** The list of machines, looked at again every few seconds. */

/** @import { Client, Machine } from '../client/client.ts' */
import { badge, card, element, table } from './dom.js';
import { LOOK_AGAIN_MS, pause } from './look-again.js';
import { inSystemName } from './words.js';

/**
 * @param {HTMLElement} page
 * @param {Client} client
 * @param {AbortSignal} signal ends it
 */
export async function showMachines(page, client, signal) {
  const rows = element('div');
  /** @type {string[]} */
  let label = [];
  const refresh = async () => {
    const { items, nextCursor } = await client.machines.list({ limit: 100, label }, { signal });
    rows.replaceChildren(...listOf(items, label.length > 0, nextCursor !== null));
  };
  const wanted = element('input', { type: 'text', name: 'label', placeholder: 'role=web' });
  const problem = element('p', { class: 'bad', role: 'alert' });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    label = wanted.value.split(/[\s,]+/).filter((text) => text !== '');
    problem.replaceChildren();
    refresh().catch((error) => problem.replaceChildren(String(error.message)));
  };
  const filter = element(
    'form',
    { class: 'row', role: 'search', submit },
    element('label', { class: 'row' }, 'With label ', wanted),
    element('button', {}, 'Show'),
  );
  await refresh();
  page.replaceChildren(card('Machines', '', filter, problem, rows));
  while (!signal.aborted) {
    await pause(LOOK_AGAIN_MS);
    if (!signal.aborted && problem.textContent === '') await refresh();
  }
}

/** @param {Machine[]} items @param {boolean} isFiltered @param {boolean} hasMore */
function listOf(items, isFiltered, hasMore) {
  if (items.length === 0) {
    const hint = isFiltered
      ? 'No machine bears that label.'
      : 'None yet. A machine is known here once an install of it has ended ready, or it was adopted.';
    return [element('p', { class: 'quiet' }, hint)];
  }
  const rows = items.map((machine) => [
    element('a', { href: `#/machines/${machine.machineId}` }, machine.name),
    [badge(machine.mode), machine.isLocked && badge('locked'), unreachable(machine)],
    machine.addresses[0]?.host ?? '–',
    `${machine.provider}${machine.account ? ` (${machine.account})` : ''}`,
    machine.systemPath === null ? '–' : inSystemName(machine.systemPath),
    labelsOf(machine),
  ]);
  const heads = ['Machine', 'State', 'Address', 'From', 'System', 'Labels'];
  const more = hasMore ? [element('p', { class: 'quiet' }, 'Only the newest 100 are shown.')] : [];
  return [table(heads, rows), ...more];
}

/** @param {Machine} machine */
function unreachable({ unreachableSince }) {
  return unreachableSince !== null && badge('unreachable');
}

/** @param {Machine} machine */
export function labelsOf({ labels }) {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
