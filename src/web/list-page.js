/** The list of installs, looked at again every few seconds. */

/** @import { Client, InstallSummary } from '../client/client.ts' */
import { badge, element, table } from './dom.js';
import { LOOK_AGAIN_MS, pause } from './look-again.js';
import { inCountdown } from './words.js';

/**
 * @param {HTMLElement} page
 * @param {Client} client
 * @param {AbortSignal} signal ends it
 */
export async function showList(page, client, signal) {
  while (!signal.aborted) {
    const { items, nextCursor } = await client.installs.list({ limit: 50 }, { signal });
    page.replaceChildren(listOf(items, nextCursor !== null));
    await pause(LOOK_AGAIN_MS);
  }
}

/** @param {InstallSummary[]} items @param {boolean} hasMore */
function listOf(items, hasMore) {
  const title = element('h2', {}, 'Installs');
  if (items.length === 0) {
    const hint = 'None yet. POST /v1/installs starts one; the page "API" says how.';
    return element('section', { class: 'card' }, title, element('p', { class: 'quiet' }, hint));
  }
  const rows = items.map((install) => [
    element('a', { href: `#/installs/${install.installId}` }, install.hostname),
    badge(install.state),
    install.phase ?? '–',
    inNow(install),
    new Date(install.createdAt).toLocaleString([], { hour12: false }),
  ]);
  const more = hasMore && element('p', { class: 'quiet' }, 'Only the newest 50 are shown.');
  const heads = ['Machine', 'State', 'Phase', 'Now', 'Asked for'];
  return element('section', { class: 'card' }, title, table(heads, rows), more);
}

/** @param {InstallSummary} install */
function inNow({ problem, waiting }) {
  if (problem) return problem.title;
  if (waiting) return `waiting for ${waiting.for}, ${inCountdown(waiting.until, Date.now())}`;
  return '';
}
