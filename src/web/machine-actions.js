/** The head of one machine: its name, and what can be done to it, each behind a question. */

/** @import { Client, Install, Machine } from '../client/client.ts' */
/** @import { Known } from './machine-page.js' */
import { ask } from './ask.js';
import { badge, element, field } from './dom.js';
import { inBytes } from './words.js';

/** @param {Client} client @param {Known} known @param {() => Promise<void>} refresh */
export function actionsOf(client, { machine, install }, refresh) {
  const { name, mode, isLocked, unreachableSince, provider, hasAccess } = machine;
  const isInstalled = mode === 'installed';
  const isFree = isInstalled && !isLocked;
  const buttons = [
    button('Deploy', isFree && hasAccess, () => askToDeploy(client, machine, refresh)),
    mode === 'rescue'
      ? button('Leave rescue', true, () => askToLeave(client, machine, refresh))
      : button('Rescue', isFree && provider !== 'ssh', () =>
          askForRescue(client, machine, refresh),
        ),
    button('Reinstall', isFree, () => askToReinstall(client, machine, install), 'danger'),
    button(isLocked ? 'Unlock' : 'Lock', true, () => askToLock(client, machine, refresh)),
  ];
  return element(
    'div',
    { class: 'row apart' },
    element(
      'div',
      { class: 'row' },
      element('h1', { class: 'title' }, name),
      badge(mode),
      isLocked && badge('locked'),
      unreachableSince !== null && badge('unreachable'),
    ),
    element(
      'div',
      { class: 'row', role: 'group', 'aria-label': `What can be done to ${name}` },
      ...buttons,
    ),
  );
}

/** @param {string} text @param {boolean} isPossible @param {() => void} click @param {string} [kind] */
function button(text, isPossible, click, kind = '') {
  return element(
    'button',
    { type: 'button', class: kind, click, ...(isPossible ? {} : { disabled: '' }) },
    text,
  );
}

/** Names the disks, and wants the machine's name typed. @param {Client} client @param {Machine} machine @param {Install | null} install */
function askToReinstall(client, { machineId, name }, install) {
  const disks = (install?.plan?.disksToWipe ?? [])
    .map(({ serial, device, sizeBytes }) => `${serial ?? device} (${inBytes(sizeBytes)})`)
    .join(', ');
  const wipeData = element('input', { type: 'checkbox', name: 'wipeData' });
  ask({
    title: `Reinstall ${name}`,
    text: `The system of ${name} on ${disks || 'its disks (it was adopted: see its facts)'} WILL BE LOST. Data groups stay unless you say otherwise.`,
    doIt: 'Reinstall',
    typed: name,
    isHarmful: true,
    fields: [element('label', { class: 'row' }, wipeData, 'Wipe its data groups too')],
    act: async () => {
      const more = wipeData.checked ? { keepData: false } : {};
      const started = await client.machines.reinstall(machineId, {
        erase: 'planned-disks',
        ...more,
      });
      location.hash = `#/installs/${started.installId}`;
    },
  });
}

/** @param {Client} client @param {Machine} machine @param {() => Promise<void>} refresh */
function askForRescue(client, { machineId, name }, refresh) {
  const key = element('input', {
    type: 'text',
    name: 'key',
    required: '',
    placeholder: 'ssh-ed25519 AAAA…',
  });
  ask({
    title: `${name} into rescue`,
    text: `${name} will be restarted into its provider’s rescue system and stop its work. Its disks are left alone.`,
    doIt: 'Restart into rescue',
    typed: name,
    isHarmful: true,
    fields: [field('Public key that may log in there as root', key)],
    act: async () => {
      await client.machines.enterRescue(machineId, { authorizedKey: key.value.trim() });
      await refresh();
    },
  });
}

/** @param {Client} client @param {Machine} machine @param {() => Promise<void>} refresh */
function askToLeave(client, { machineId, name }, refresh) {
  ask({
    title: `${name} back from rescue`,
    text: `${name} will be restarted into its installed system.`,
    doIt: 'Restart',
    act: async () => {
      await client.machines.leaveRescue(machineId);
      await refresh();
    },
  });
}

/** @param {Client} client @param {Machine} machine @param {() => Promise<void>} refresh */
function askToDeploy(client, { machineId, name }, refresh) {
  const flake = element('input', {
    ...{ type: 'text', name: 'flake', required: '', placeholder: 'github:acme/infra#web-1' },
  });
  ask({
    title: `Deploy to ${name}`,
    text: `${name} builds this flake, switches to it, and goes back by itself if it is not reached afterwards.`,
    doIt: 'Deploy',
    fields: [field('Flake and name of the system', flake)],
    act: async () => {
      const [, url, attribute] = /^(.+)#([^#]+)$/.exec(flake.value.trim()) ?? [];
      if (url === undefined || attribute === undefined) {
        throw new Error('The flake names no system, as "…#web-1" does.');
      }
      await client.machines.deploy(machineId, { flake: { url, attribute } });
      await refresh();
    },
  });
}

/** @param {Client} client @param {Machine} machine @param {() => Promise<void>} refresh */
function askToLock(client, { machineId, name, isLocked, version }, refresh) {
  ask({
    title: `${isLocked ? 'Unlock' : 'Lock'} ${name}`,
    text: isLocked
      ? `${name} may be restarted, changed and wiped again, by its policy too.`
      : `Nothing will restart, change or wipe ${name}, not even its policy, until it is unlocked.`,
    doIt: isLocked ? 'Unlock' : 'Lock',
    act: async () => {
      const given = { ifMatch: `"${version}"` };
      await client.machines.change(machineId, { isLocked: !isLocked }, given);
      await refresh();
    },
  });
}
