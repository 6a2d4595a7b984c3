/** Values → words for people. Pure. */

/** @import { InstallEvent } from '../client/client.ts' */

/** @param {number} ms @returns {string} `1 h 02 min`, `3 min 05 s`, `12.3 s`, `250 ms` */
export function inDuration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** @param {number} value */
function twoDigits(value) {
  return String(Math.floor(value)).padStart(2, '0');
}

/** @param {number} bytes @returns {string} in GiB or TiB */
export function inBytes(bytes) {
  const gib = bytes / 2 ** 30;
  return gib < 1024 ? `${gib.toFixed(gib < 10 ? 1 : 0)} GiB` : `${(gib / 1024).toFixed(2)} TiB`;
}

/** @param {string} instant ISO 8601 @returns {string} time of day here */
export function inTime(instant) {
  return new Date(instant).toLocaleTimeString([], { hour12: false });
}

/** @param {string} instant ISO 8601 @returns {string} day and time here */
export function inInstant(instant) {
  return new Date(instant).toLocaleString([], { hour12: false });
}

/** @param {string} path in the Nix store @returns {string} without the store and the hash */
export function inSystemName(path) {
  return path.replace(/^\/nix\/store\/[a-z0-9]{32}-/, '');
}

/** @param {string} until ISO 8601 @param {number} now in ms @returns {string} what is left */
export function inCountdown(until, now) {
  const leftMs = Date.parse(until) - now;
  if (leftMs <= 0) return 'deadline reached';
  const seconds = Math.ceil(leftMs / 1000);
  return `${seconds < 60 ? `${seconds} s` : inDuration(seconds * 1000)} left`;
}

/** @typedef {{ text: string, tone: '' | 'mark' | 'bad' | 'good' }} Line */

/** An event as one line. @param {InstallEvent['body']} body @returns {Line} */
export function inLine(body) {
  switch (body.kind) {
    case 'created':
      return { text: 'Install was asked for', tone: '' };
    case 'resumed':
      return { text: 'Service was restarted; going on', tone: '' };
    case 'cancelled':
      return { text: 'Cancelled', tone: 'bad' };
    case 'phase-started':
      return { text: `Phase ${body.phase}`, tone: 'mark' };
    case 'phase-ended':
      return {
        text: `Phase ${body.phase} done in ${inDuration(body.totalMs)} (machine ${inDuration(body.machineMs)})`,
        tone: '',
      };
    case 'waiting':
      return { text: `Waiting for ${body.for}`, tone: '' };
    case 'note':
      return { text: body.text, tone: '' };
    case 'output':
      return { text: body.text, tone: '' };
    case 'retrying':
      return {
        text: `Trying ${body.step} again (${body.attempt}): ${body.problem.message}`,
        tone: 'bad',
      };
    case 'ready':
      return { text: 'Ready, proven', tone: 'good' };
    case 'failed':
      return { text: `Failed: ${body.problem.message}`, tone: 'bad' };
  }
}
