/** What a machine told of itself, now and before. */

/** @import { Client, Facts, FactsReading, Machine } from '../client/client.ts' */
import { ask } from './ask.js';
import { card, element, facts, lines, mono, table } from './dom.js';
import { inBytes, inInstant } from './words.js';

/**
 * @param {Client} client
 * @param {Machine} machine
 * @param {FactsReading[]} readings newest first
 * @param {() => Promise<void>} refresh
 */
export function factsOf(client, { machineId, name, hasAccess }, readings, refresh) {
  const [newest] = readings;
  const read = () =>
    ask({
      title: `Read the facts of ${name}`,
      text: 'The service logs in and looks; nothing is restarted or changed.',
      doIt: 'Read',
      act: async () => {
        await client.machines.readFacts(machineId);
        await refresh();
      },
    });
  const button = hasAccess && element('button', { type: 'button', click: read }, 'Read anew');
  if (newest === undefined) {
    return card('Facts', '', element('p', { class: 'quiet' }, 'None were read yet.'), button);
  }
  // As the service's own probe wrote them down.
  const now = /** @type {Facts} */ (/** @type {unknown} */ (newest.facts));
  return card(
    'Facts',
    '',
    summaryOf(now),
    disksOf(now),
    element('h3', {}, 'Readings'),
    table(
      ['Read', 'What was different from the reading before'],
      readings.map(({ readAt, differences }, index) => [
        inInstant(readAt),
        differences.length > 0
          ? lines(differences)
          : index === readings.length - 1
            ? 'the first one shown'
            : 'nothing',
      ]),
    ),
    button,
  );
}

/** @param {Facts} now */
function summaryOf({ cpu, memoryMib, architecture, firmware, product, system, links }) {
  const cards = links
    .filter(({ kind }) => kind === 'ethernet')
    .map(({ name, mac, linkMbps, addresses }) => {
      const held = addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`);
      const speed = linkMbps === null ? '' : `, ${linkMbps} Mbit/s`;
      return `${name} ${mac}${speed}: ${held.join(', ') || 'no address'}`;
    });
  return facts([
    ['Processor', `${cpu.model}, ${cpu.cores} cores, ${architecture}`],
    ['Memory', inBytes(memoryMib * 2 ** 20)],
    ['Firmware', `${firmware}${product === null ? '' : `, ${product}`}`],
    ['System', `${system.osPrettyName}, kernel ${system.kernelRelease}`],
    ['Network', cards.length === 0 ? 'no card' : lines(cards)],
  ]);
}

/** @param {Facts} now */
function disksOf({ disks }) {
  const rows = disks.map((disk) => [
    [element('div', {}, disk.model ?? disk.name), mono(disk.serial ?? disk.byId ?? disk.name)],
    disk.kind,
    inBytes(disk.sizeBytes),
    disk.smart,
  ]);
  return table(['Disk', 'Kind', 'Size', 'SMART'], rows);
}
