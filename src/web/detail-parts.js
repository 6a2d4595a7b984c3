/** The cards of one install. */

/** @import { Install } from '../client/client.ts' */
import { badge, card, element, facts, lines, mono, table } from './dom.js';
import { inBytes, inCountdown, inDuration } from './words.js';

const PHASES = [
  'order',
  'reach',
  'inspect',
  'plan',
  'permit',
  'kexec',
  'disko',
  'install',
  'reboot',
  'verify',
];
const RUNNING = new Set(['queued', 'running', 'waiting-for-permit']);

/** @param {Install} install @param {{ cancel: () => void, permit: () => void }} on */
export function headOf(install, { cancel, permit }) {
  const buttons = [
    install.state === 'waiting-for-permit' &&
      element('button', { type: 'button', class: 'danger', click: permit }, 'Give leave to wipe'),
    RUNNING.has(install.state) &&
      element('button', { type: 'button', class: 'danger', click: cancel }, 'Cancel'),
  ];
  return element(
    'div',
    { class: 'row apart' },
    element(
      'div',
      { class: 'row' },
      element('h1', { class: 'title' }, install.hostname),
      badge(install.state),
      element('span', { class: 'quiet mono' }, install.installId),
    ),
    element('div', { class: 'row' }, ...buttons),
  );
}

/** @param {Install} install */
export function phasesOf(install) {
  const timings = new Map(install.timings.map((timing) => [timing.phase, timing]));
  const items = PHASES.filter((phase) => phase !== 'order' || timings.has('order')).map((phase) => {
    const timing = timings.get(/** @type {Install['timings'][number]['phase']} */ (phase));
    const isNow = install.phase === phase && install.state !== 'ready';
    const tone = isNow
      ? install.state === 'failed'
        ? 'broken'
        : 'now'
      : timing?.endedAt
        ? 'done'
        : '';
    const took = timing?.endedAt
      ? inDuration(timing.totalMs)
      : isNow && RUNNING.has(install.state)
        ? '…'
        : '';
    return element('li', { class: tone }, phase, element('div', { class: 'quiet' }, took));
  });
  return element('section', { class: 'card' }, element('ol', { class: 'phases' }, ...items));
}

/** @param {Install} install */
export function waitingOf({ waiting, state }) {
  if (waiting === null || !RUNNING.has(state)) return null;
  const left = element(
    'strong',
    { 'data-until': waiting.until },
    inCountdown(waiting.until, Date.now()),
  );
  return element('section', { class: 'card waiting' }, `Waiting for ${waiting.for}: `, left);
}

/** @param {Install} install */
export function problemOf({ problem }) {
  if (problem === null) return null;
  return card(
    problem.title,
    'problem',
    element('p', {}, problem.detail),
    element('p', {}, element('strong', {}, 'What to do: '), problem.advice),
    mono(problem.code),
  );
}

/** @param {Install} install */
export function proofOf({ proof }) {
  if (proof === null) return null;
  const mounts = proof.mounts.map(
    (mount) => `${mount.mountpoint} from ${mount.source} (${mount.serials.join(', ')})`,
  );
  const arrays = proof.arrays.map(
    (array) => `${array.name}: ${array.state}${array.isComplete ? '' : ', not complete'}`,
  );
  return card(
    'Proof, read from the machine',
    'proof',
    facts([
      ['Address', mono(proof.address)],
      ['System', mono(proof.systemPath)],
      ['Boot', [mono(proof.bootId), ` (before: `, mono(proof.bootIdBefore), ')']],
      ['First contact', `host key ${proof.firstContact}`],
      ['Mounts', lines(mounts)],
      ['Arrays', arrays.length === 0 ? 'none' : lines(arrays)],
      [
        'Failed units',
        proof.failedUnits === null ? 'not applicable' : proof.failedUnits.join(', ') || 'none',
      ],
      ['known_hosts', mono(proof.knownHostsLine)],
    ]),
  );
}

/** The plan as a picture; the same that `POST /v1/plans` draws. @param {Install} install */
export function pictureOf({ picture, hostname }) {
  if (picture === null) return null;
  const src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`;
  const image = element('img', { class: 'picture', src, alt: `The disks of ${hostname}, drawn` });
  return card('Disks', '', image);
}

/** @param {Install} install */
export function planOf({ plan, links }) {
  if (plan === null) return null;
  const disks = plan.disksToWipe.map((disk) => [
    [element('div', {}, disk.model ?? 'disk'), mono(disk.serial ?? disk.device)],
    inBytes(disk.sizeBytes),
    disk.contents.length === 0 ? 'empty' : lines(disk.contents),
  ]);
  const kept = plan.disksLeftAlone.map(
    (disk) => `${disk.model ?? 'disk'} ${disk.serial ?? ''} (${inBytes(disk.sizeBytes)})`,
  );
  const holds = plan.partitions.map(
    (part) => `${part.disk} ${part.number} ${part.name}: ${part.holds}`,
  );
  const arrays = plan.arrays.map(
    (array) => `${array.name} (RAID ${array.level} of ${array.memberCount}): ${array.holds}`,
  );
  return card(
    `Disks that are wiped: ${inBytes(plan.bytesToWipe)}`,
    '',
    table(['Disk', 'Size', 'What stood on it'], disks),
    facts([
      ['Left alone', kept.length === 0 ? 'no other disks' : lines(kept)],
      ['Layout', `${plan.preset}, ${plan.firmware}`],
      ['Partitions', lines(holds)],
      ...(arrays.length === 0 ? [] : [/** @type {[string, Node]} */ (['Arrays', lines(arrays)])]),
      ['Warnings', plan.warnings.length === 0 ? 'none' : lines(plan.warnings)],
      ['Digest', mono(plan.digest)],
      ['Flake', mono(links.flake)],
    ]),
  );
}

/** @param {Install} install */
export function machineOf({ machine, createdAt, endedAt }) {
  const addresses = machine?.addresses.map(({ host, port }) =>
    port === 22 ? host : `${host} port ${port}`,
  );
  return card(
    'Machine',
    '',
    facts([
      [
        'Origin',
        machine === null
          ? 'not known yet'
          : `${machine.provider}${machine.account ? ` (${machine.account})` : ''}, ${machine.providerRef}`,
      ],
      [
        'Addresses',
        addresses === undefined || addresses.length === 0 ? '–' : mono(addresses.join(', ')),
      ],
      ['Asked for', new Date(createdAt).toLocaleString([], { hour12: false })],
      [
        'Ended',
        endedAt === null ? 'not yet' : new Date(endedAt).toLocaleString([], { hour12: false }),
      ],
    ]),
  );
}
