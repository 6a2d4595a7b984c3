/** The cards of one machine that only tell. */

/** @import { Client, Deployment, Machine, MachineEvent } from '../client/client.ts' */
import { ask } from './ask.js';
import { badge, card, element, facts, mono, table } from './dom.js';
import { labelsOf } from './machines-page.js';
import { inInstant, inSystemName } from './words.js';

/** @param {Machine} machine */
export function stateOf(machine) {
  const { provider, account, providerRef, addresses, unreachableSince } = machine;
  const hosts = addresses.map(({ host, port }) => (port === 22 ? host : `${host} port ${port}`));
  return card(
    'State',
    '',
    facts([
      ['Origin', `${provider}${account ? ` (${account})` : ''}, ${providerRef}`],
      ['Addresses', hosts.length === 0 ? '–' : mono(hosts.join(', '))],
      [
        'Answers',
        unreachableSince === null ? 'as far as known' : `not since ${inInstant(unreachableSince)}`,
      ],
      ['Runs', machine.systemPath === null ? 'not known' : mono(machine.systemPath)],
      ['Host key', mono(machine.hostKey)],
      ['Access', machine.hasAccess ? 'the service holds a key' : 'none is kept'],
      ['Labels', labelsOf(machine) || 'none'],
      ['Known since', inInstant(machine.createdAt)],
      ['Id', mono(machine.machineId)],
    ]),
  );
}

/** @param {Deployment[]} deployments newest first */
export function deploymentsOf(deployments) {
  if (deployments.length === 0) return null;
  const rows = deployments.map((one) => [
    inInstant(one.createdAt),
    one.kind,
    badge(one.state),
    [
      one.builtPath !== null && mono(inSystemName(one.builtPath)),
      one.problem !== null && element('div', {}, one.problem.detail),
    ],
  ]);
  return card('Deployments', '', table(['Asked for', 'By', 'State', 'System'], rows));
}

/** @param {Client} client @param {Machine} machine @param {() => Promise<void>} refresh */
export function generationsOf(client, machine, refresh) {
  const { generations, machineId, name } = machine;
  if (generations.length === 0) return null;
  const rollBack = (/** @type {number} */ generation) =>
    ask({
      title: `Roll ${name} back`,
      text: `${name} switches to its generation ${generation}. It goes back by itself if it is not reached afterwards.`,
      doIt: 'Roll back',
      act: async () => {
        await client.machines.deploy(machineId, { generation });
        await refresh();
      },
    });
  const rows = generations.toReversed().map(({ number, systemPath, isCurrent }) => [
    String(number),
    mono(inSystemName(systemPath)),
    isCurrent
      ? badge('current')
      : element(
          'button',
          {
            type: 'button',
            click: () => rollBack(number),
            'aria-label': `Roll back to generation ${number}`,
          },
          'Roll back',
        ),
  ]);
  return card('Generations', '', table(['Number', 'System', ''], rows));
}

/** As its events name them. @param {Machine} machine @param {MachineEvent[]} events */
export function installsOf({ installId }, events) {
  /** @type {Map<string, string>} */
  const seen = new Map();
  for (const { at, fields } of events) {
    if (typeof fields.installId === 'string' && !seen.has(fields.installId)) {
      seen.set(fields.installId, at);
    }
  }
  if (installId !== null && !seen.has(installId)) seen.set(installId, '');
  if (seen.size === 0) return null;
  const links = [...seen]
    .toReversed()
    .map(([id, at]) => [
      element('a', { href: `#/installs/${id}`, class: 'mono' }, id),
      at === '' ? '' : inInstant(at),
    ]);
  return card('Installs', '', table(['Install', 'First told of'], links));
}

/** @param {MachineEvent[]} events oldest first */
export function eventsOf(events) {
  const items = events
    .toReversed()
    .map(({ at, text }) =>
      element(
        'li',
        {},
        element('time', { datetime: at }, inInstant(at)),
        element('span', {}, text),
      ),
    );
  if (items.length === 0) return null;
  return card('What happened', '', element('ol', { class: 'timeline wide' }, ...items));
}
