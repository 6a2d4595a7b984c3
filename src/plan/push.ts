/** Whether a flake can be pushed to where the request says. */

import { RequestError } from '../domain/error.ts';
import type { InstallRequest } from '../domain/request.ts';

/** What git is let to speak; the last two only where the configuration allows it. */
const URL_FORM = /^(https|ssh|http|file):\/\/[^-]/;

/** @throws RequestError `request.invalid` with the field */
export function requireSoundPush({ push, system }: InstallRequest): void {
  if (push === undefined) return;
  const { url, access, branch } = push;
  if (system.flake?.mode === 'own' || system.build?.place === 'store-paths') {
    throw refused(
      'push',
      'nothing is generated for an own flake or store paths that could be pushed; leave it out',
    );
  }
  const parsed = URL.parse(url);
  if (!URL_FORM.test(url) || parsed === null) throw refused('push.url', 'give an https or ssh URL');
  if (
    parsed.password !== '' ||
    (parsed.username !== '' && parsed.protocol !== 'ssh:') ||
    parsed.search !== ''
  ) {
    throw refused(
      'push.url',
      'a URL is stored and shown: give keys and tokens as "deployKey" or "token"',
    );
  }
  const isSsh = parsed.protocol === 'ssh:';
  if (isSsh !== (access.kind === 'deploy-key')) {
    throw refused('push.deployKey', 'an ssh URL needs a deployKey, and no other URL takes one');
  }
  if (access.kind === 'token' && parsed.protocol !== 'https:') {
    throw refused('push.token', 'a token is sent over https alone');
  }
  if (/\.\.|\/\/|\.lock(\/|$)|[./]$/.test(branch))
    throw refused('push.branch', 'git takes no such name');
}

function refused(field: string, wanted: string): RequestError {
  return new RequestError('request.invalid', `Checked ${field}: ${wanted}.`, { field });
}
