/** Where the service is and with which token it is called: kept in one file that only its owner may read. */

import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { type Client, createClient } from '../client/client.ts';
import type { Cli } from './cli.ts';
import { CliError, EXIT } from './errors.ts';

export interface Settings {
  readonly url: string;
  readonly token: string;
}

/** Options that every command has. */
export interface GlobalOptions {
  readonly url?: string;
  readonly json?: boolean;
}

const FILE_MODE = 0o600;
const OTHERS_MODE = 0o077;

/** The file of the settings. */
export function settingsFile(cli: Pick<Cli, 'settingsDir'>): string {
  return path.join(cli.settingsDir, 'settings.json');
}

/** What was stored by `login`; null: nothing. @throws CliError for a file that is not readable as such */
export function readStored(cli: Pick<Cli, 'settingsDir'>): Settings | null {
  const file = settingsFile(cli);
  if (!existsSync(file)) return null;
  const parsed = parseJson(readFileSync(file, 'utf8'));
  if (typeof parsed === 'object' && parsed !== null && 'url' in parsed && 'token' in parsed) {
    return { url: String(parsed.url), token: String(parsed.token) };
  }
  throw new CliError(EXIT.usage, `${file} is not a settings file.`, 'Run "ironflake login" again.');
}

/** Stores the settings, readable by the owner alone. */
export function store(cli: Pick<Cli, 'settingsDir'>, settings: Settings): string {
  const file = settingsFile(cli);
  mkdirSync(cli.settingsDir, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: FILE_MODE });
  // The mode above holds for a new file only.
  chmodSync(file, FILE_MODE);
  return file;
}

/** Whether others than the owner may read the settings. */
export function isOpenToOthers(cli: Pick<Cli, 'settingsDir'>): boolean {
  const file = settingsFile(cli);
  return existsSync(file) && (statSync(file).mode & OTHERS_MODE) !== 0;
}

/** Settings from the command line, the environment, then the file. @throws CliError when one is missing */
export function settingsOf(cli: Cli, command: Command): Settings {
  const { url: given } = command.optsWithGlobals<GlobalOptions>();
  const stored = readStored(cli);
  const url = given ?? cli.environment.IRONFLAKE_URL ?? stored?.url;
  if (url === undefined) {
    throw new CliError(
      EXIT.usage,
      'It is not known where the service is.',
      'Run "ironflake login --url URL", or set IRONFLAKE_URL and IRONFLAKE_TOKEN.',
    );
  }
  // A token is shown to no other service than the one it was stored for.
  const isSame = stored !== null && withoutSlash(stored.url) === withoutSlash(url);
  const token = cli.environment.IRONFLAKE_TOKEN ?? (isSame ? stored.token : undefined);
  if (token === undefined) {
    throw new CliError(
      EXIT.unauthorized,
      `There is no token for ${url}.`,
      `Run "ironflake login --url ${url}", or set IRONFLAKE_TOKEN.`,
    );
  }
  return { url: withoutSlash(url), token };
}

/** The client that a command calls the service with. */
export function connect(cli: Cli, command: Command): Client {
  return clientFor(cli, settingsOf(cli, command));
}

/** A client for these settings. */
export function clientFor(cli: Cli, { url, token }: Settings): Client {
  const sleep = cli.sleep === undefined ? {} : { sleep: cli.sleep };
  return createClient({ baseUrl: withoutSlash(url), token, fetch: cli.fetch, ...sleep });
}

/** Whether machines read what the command prints. */
export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<GlobalOptions>().json === true;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
