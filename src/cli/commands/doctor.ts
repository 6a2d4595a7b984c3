/** `doctor`: whether everything is in place for the other commands. */

import type { Command } from 'commander';
import type { Cli, EndWith } from '../cli.ts';
import { EXIT, toComplaint } from '../errors.ts';
import { json, table } from '../print.ts';
import { clientFor, isOpenToOthers, settingsFile, settingsOf, wantsJson } from '../settings.ts';

interface Finding {
  readonly check: string;
  readonly isOk: boolean;
  readonly note: string;
}

/** Adds the command. */
export function addDoctorCommand(program: Command, cli: Cli, end: EndWith): void {
  program
    .command('doctor')
    .description('check settings, service, token and programs')
    .action(async (_options: object, command: Command) => {
      const findings = await examine(cli, command);
      const rows = findings.map(({ check, isOk, note }) => [check, isOk ? 'good' : 'BAD', note]);
      const columns = [{ title: 'check' }, { title: 'is' }, { title: 'note', isFlexible: true }];
      const text = wantsJson(command) ? json(findings) : table(columns, rows, cli.terminal.columns);
      cli.terminal.out(text);
      end(findings.every(({ isOk }) => isOk) ? EXIT.done : EXIT.failed);
    });
}

async function examine(cli: Cli, command: Command): Promise<readonly Finding[]> {
  const findings: Finding[] = [{ check: 'node', isOk: true, note: cli.nodeVersion }];
  const settings = await tried('settings', async () => settingsOf(cli, command).url);
  findings.push(settings, {
    check: 'file',
    isOk: !isOpenToOthers(cli),
    note: isOpenToOthers(cli)
      ? `${settingsFile(cli)} can be read by others: chmod 600 it`
      : 'nobody else can read the token',
  });
  if (settings.isOk) findings.push(...(await examineService(cli, command)));
  const status = await cli.runProgram('ssh', ['-V'], { isQuiet: true });
  findings.push({
    check: 'ssh',
    isOk: status === 0,
    note: status === 0 ? 'is there' : 'the program ssh is missing: "ironflake ssh" needs it',
  });
  return findings;
}

async function examineService(cli: Cli, command: Command): Promise<readonly Finding[]> {
  const settings = settingsOf(cli, command);
  const client = clientFor(cli, settings);
  const call = { signal: cli.signal };
  const service = await tried('service', async () => {
    const { status } = await client.service.readiness(call);
    return status === 'ready' ? 'is ready' : Promise.reject(new Error(`is ${status}`));
  });
  if (!service.isOk) return [service];
  const token = await tried('token', async () => {
    await client.installs.list({ limit: 1 }, call);
    return 'is taken';
  });
  return [service, token, transport(settings.url)];
}

/** A token that crosses a network in the clear is everybody's. */
function transport(url: string): Finding {
  const { protocol, hostname } = new URL(url);
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const isOk = protocol === 'https:' || isLocal;
  const note = isOk ? 'nobody on the way reads it' : 'the token crosses the network unencrypted';
  return { check: 'transport', isOk, note };
}

async function tried(check: string, body: () => Promise<string>): Promise<Finding> {
  try {
    return { check, isOk: true, note: await body() };
  } catch (error) {
    const { message, advice } = toComplaint(error);
    return { check, isOk: false, note: advice === null ? message : `${message} ${advice}` };
  }
}
