/** One machine: its state, what it is made of, what was done to it, and what can be done. */

/** @import { Client, Deployment, FactsReading, Install, Machine, MachineEvent } from '../client/client.ts' */
import { pictureOf } from './detail-parts.js';
import { element } from './dom.js';
import { LOOK_AGAIN_MS, pause } from './look-again.js';
import { actionsOf } from './machine-actions.js';
import { factsOf } from './machine-facts.js';
import { deploymentsOf, eventsOf, generationsOf, installsOf, stateOf } from './machine-parts.js';
import { policyOf } from './machine-policy.js';

/**
 * @typedef {object} Known
 * @property {Machine} machine
 * @property {MachineEvent[]} events the newest, oldest first
 * @property {Deployment[]} deployments
 * @property {FactsReading[]} readings
 * @property {Install | null} install the last one that ended ready
 */

const EVENTS_SHOWN = 100;
const EVENTS_A_PAGE = 1000;

/**
 * @param {HTMLElement} page
 * @param {Client} client
 * @param {string} machineId
 * @param {AbortSignal} signal ends it
 */
export async function showMachine(page, client, machineId, signal) {
  const look = createLook(client, machineId, signal);
  let shown = '';
  const refresh = async () => {
    const known = await look();
    // What has not changed stays as it is: whoever reads, selects or has the focus on it is left alone.
    const text = JSON.stringify(known);
    if (text === shown || signal.aborted) return;
    shown = text;
    draw(page, client, known, refresh);
  };
  await refresh();
  while (!signal.aborted) {
    await pause(LOOK_AGAIN_MS);
    const isBusy = page.contains(document.activeElement) && hasInput(document.activeElement);
    if (!signal.aborted && !isBusy) await refresh();
  }
}

/** @param {Element | null} focused */
function hasInput(focused) {
  return focused instanceof HTMLInputElement || focused instanceof HTMLSelectElement;
}

/**
 * @param {HTMLElement} page
 * @param {Client} client
 * @param {Known} known
 * @param {() => Promise<void>} refresh
 */
function draw(page, client, known, refresh) {
  const { machine, events, deployments, readings, install } = known;
  const picture = install === null ? null : pictureOf(install);
  const left = [
    picture,
    deploymentsOf(deployments),
    factsOf(client, machine, readings, refresh),
    eventsOf(events),
  ];
  const right = [
    stateOf(machine),
    generationsOf(client, machine, refresh),
    installsOf(machine, events),
    policyOf(client, machine, refresh),
  ];
  const isThere = (/** @type {HTMLElement | null} */ part) => part !== null;
  page.replaceChildren(
    actionsOf(client, known, refresh),
    element(
      'div',
      { class: 'columns' },
      element('div', { class: 'stack' }, ...left.filter(isThere)),
      element('div', { class: 'stack' }, ...right.filter(isThere)),
    ),
  );
}

/**
 * Reads all that is shown; events only those that are new.
 *
 * @param {Client} client
 * @param {string} machineId
 * @param {AbortSignal} signal
 * @returns {() => Promise<Known>}
 */
function createLook(client, machineId, signal) {
  /** @type {MachineEvent[]} */
  let events = [];
  /** @type {Install | null} */
  let install = null;
  return async () => {
    const given = { signal };
    const [machine, deployments, facts] = await Promise.all([
      client.machines.get(machineId, given),
      client.machines.deployments(machineId, { limit: 20 }, given),
      client.machines.facts(machineId, { limit: 10 }, given),
    ]);
    for (;;) {
      const query = { after: events.at(-1)?.eventId ?? 0, limit: EVENTS_A_PAGE };
      const { items } = await client.machines.events(machineId, query, given);
      events = [...events, ...items].slice(-EVENTS_SHOWN);
      if (items.length < EVENTS_A_PAGE) break;
    }
    const { installId } = machine;
    if (installId !== null && install?.installId !== installId) {
      install = await client.installs.get(installId, given);
    }
    return { machine, events, deployments: deployments.items, readings: facts.items, install };
  };
}
