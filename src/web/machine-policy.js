/** What is done when a machine does not answer: shown, and changed. */

/** @import { Client, Machine } from '../client/client.ts' */
import { ask } from './ask.js';
import { card, element, facts, field } from './dom.js';

/** @typedef {NonNullable<Machine['onUnreachable']>} Policy */

/** @type {Readonly<Record<Policy['act'], string>>} */
const ACTS = {
  nothing: 'Nothing; only say so',
  reboot: 'Restart it',
  'rescue-report': 'Look at it from the rescue system',
  reinstall: 'REINSTALL it; data groups stay',
};

/** @param {Client} client @param {Machine} machine @param {() => Promise<void>} refresh */
export function policyOf(client, machine, refresh) {
  const change = element(
    'button',
    { type: 'button', click: () => askForPolicy(client, machine, refresh) },
    'Change',
  );
  return card('When it does not answer', '', tellPolicy(machine.onUnreachable), change);
}

/** @param {Policy | null} policy */
function tellPolicy(policy) {
  if (policy === null) return element('p', { class: 'quiet' }, 'No policy: nobody looks.');
  const { act, afterSeconds, everySeconds, maxPerDay, quietHours, httpCheck } = policy;
  return facts([
    ['Then', ACTS[act]],
    [
      'After',
      `${afterSeconds ?? 600} s without an answer, looked at every ${everySeconds ?? 30} s`,
    ],
    ['At most', `${maxPerDay ?? 1} a day`],
    ['Not from', quietHours ? `${quietHours.from} to ${quietHours.to} UTC` : 'no quiet hours'],
    [
      'Looks at',
      httpCheck ? `SSH, and ${httpCheck.scheme ?? 'http'} ${httpCheck.path ?? '/'}` : 'SSH',
    ],
  ]);
}

/** @param {Client} client @param {Machine} machine @param {() => Promise<void>} refresh */
function askForPolicy(client, machine, refresh) {
  const { name, machineId, version, onUnreachable: present } = machine;
  const options = ['none', ...Object.keys(ACTS)].map((value) =>
    element('option', { value }, value === 'none' ? 'No policy: nobody looks' : ACTS[isAct(value)]),
  );
  const act = element('select', { name: 'act' }, ...options);
  act.value = present?.act ?? 'none';
  const number = (/** @type {string} */ named, /** @type {number} */ value) =>
    element('input', { type: 'number', name: named, min: '1', value: String(value) });
  const after = number('afterSeconds', present?.afterSeconds ?? 600);
  const every = number('everySeconds', present?.everySeconds ?? 30);
  const most = number('maxPerDay', present?.maxPerDay ?? 1);
  ask({
    title: `When ${name} does not answer`,
    text: 'A reinstall by policy wipes the system’s disks without another question; data groups stay. Nothing is done to a locked machine.',
    doIt: 'Save',
    fields: [
      field('Then', act),
      field('After so many seconds', after),
      field('Looked at every so many seconds', every),
      field('At most so often a day', most),
    ],
    act: async () => {
      const wanted = {
        ...present,
        act: isAct(act.value),
        afterSeconds: Number(after.value),
        everySeconds: Number(every.value),
        maxPerDay: Number(most.value),
      };
      const onUnreachable = act.value === 'none' ? null : wanted;
      await client.machines.change(machineId, { onUnreachable }, { ifMatch: `"${version}"` });
      await refresh();
    },
  });
}

/** @param {string} value @returns {Policy['act']} */
function isAct(value) {
  return /** @type {Policy['act']} */ (value in ACTS ? value : 'nothing');
}
