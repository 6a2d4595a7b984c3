/** One install: where it is, what it waits for, what happened, what was proven. */

/** @import { Client, Install, InstallEvent } from '../client/client.ts' */
import { ask } from './ask.js';
import {
  headOf,
  machineOf,
  phasesOf,
  pictureOf,
  planOf,
  problemOf,
  proofOf,
  waitingOf,
} from './detail-parts.js';
import { element } from './dom.js';
import { inBytes, inCountdown, inLine, inTime } from './words.js';

const LOG_LINES_KEPT = 1000;

/**
 * @param {HTMLElement} page
 * @param {Client} client
 * @param {string} installId
 * @param {AbortSignal} signal ends it
 */
export async function showDetail(page, client, installId, signal) {
  const top = element('div', { class: 'stack' });
  const side = element('div', { class: 'stack' });
  const timeline = element('ol', { class: 'timeline' });
  const log = element('pre', { class: 'log', tabindex: '0' });
  const left = element(
    'div',
    { class: 'stack' },
    element('section', { class: 'card' }, element('h2', {}, 'Timeline'), timeline),
    element('section', { class: 'card' }, element('h2', {}, 'Output of the machine'), log),
  );
  const cancel = () =>
    ask({
      title: 'Cancel this install',
      text: 'It stops at its next safe point. Disks that were wiped already stay as they are then.',
      doIt: 'Stop it',
      isHarmful: true,
      act: async () => {
        await client.installs.cancel(installId);
        await refresh();
      },
    });
  const refresh = async () => {
    const install = await client.installs.get(installId, { signal });
    const parts = [
      headOf(install, { cancel, permit: () => askForLeave(client, install, refresh) }),
      phasesOf(install),
      waitingOf(install),
      problemOf(install),
      pictureOf(install),
    ];
    top.replaceChildren(...parts.filter((part) => part !== null));
    const sideParts = [proofOf(install), planOf(install), machineOf(install)];
    side.replaceChildren(...sideParts.filter((part) => part !== null));
  };
  await refresh();
  page.replaceChildren(top, element('div', { class: 'columns' }, left, side));
  const ticking = setInterval(() => tick(page), 1000);
  signal.addEventListener('abort', () => clearInterval(ticking));
  const refreshSoon = coalesce(refresh);
  for await (const event of client.installs.watch(installId, { signal })) {
    append(timeline, log, event);
    if (event.body.kind !== 'output') refreshSoon();
  }
}

/** Names the disks, and wants the machine's name typed. @param {Client} client @param {Install} install @param {() => Promise<void>} refresh */
function askForLeave(client, { installId, hostname, plan }, refresh) {
  const disks = (plan?.disksToWipe ?? [])
    .map(
      ({ model, serial, device, sizeBytes }) =>
        `${model ?? 'disk'} ${serial ?? device} (${inBytes(sizeBytes)})`,
    )
    .join(', ');
  ask({
    title: `Wipe the disks of ${hostname}`,
    text: `All that is on ${disks} WILL BE LOST.`,
    doIt: 'Give leave',
    typed: hostname,
    isHarmful: true,
    act: async () => {
      await client.installs.permit(installId, plan?.digest ?? '');
      await refresh();
    },
  });
}

/** Many calls within a moment become one. @param {() => Promise<void>} act */
function coalesce(act) {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    setTimeout(() => {
      isPlanned = false;
      act().catch((error) => console.error(error));
    }, 150);
  };
}

/** @param {HTMLElement} timeline @param {HTMLElement} log @param {InstallEvent} event */
function append(timeline, log, { at, body }) {
  if (body.kind === 'output') {
    const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
    log.append(`${body.text}\n`);
    while (log.childNodes.length > LOG_LINES_KEPT) log.firstChild?.remove();
    if (isAtEnd) log.scrollTop = log.scrollHeight;
    return;
  }
  const { text, tone } = inLine(body);
  const time = element('time', { datetime: at }, inTime(at));
  timeline.append(element('li', {}, time, element('span', { class: tone }, text)));
}

/** @param {HTMLElement} page */
function tick(page) {
  for (const one of page.querySelectorAll('[data-until]')) {
    one.textContent = inCountdown(one.getAttribute('data-until') ?? '', Date.now());
  }
}
