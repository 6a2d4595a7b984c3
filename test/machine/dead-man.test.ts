/** The scripts run in a real bash, on a directory that stands for the machine. */

import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  activationScript,
  confirmCommand,
  lookCommand,
  parseVerdict,
} from '../../src/machine/dead-man.ts';

const run = promisify(execFile);
let root = '';

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'dead-man-'));
  await mkdir(path.join(root, 'run/ironflake/deployments'), { recursive: true });
  await system('former', 0);
  await symlink(path.join(root, 'former'), path.join(root, 'run/current-system'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** A system whose switch makes it the running one, or fails. */
async function system(name: string, status: number): Promise<void> {
  const bin = path.join(root, name, 'bin');
  await mkdir(bin, { recursive: true });
  const text = `#!/bin/bash\necho "$1" >> ${root}/switches-${name}\n[ ${status} = 0 ] || exit ${status}\nln -sfn ${root}/${name} ${root}/run/current-system\n`;
  await writeFile(path.join(bin, 'switch-to-configuration'), text, { mode: 0o755 });
}

/** The text with /run below our own root. */
function here(text: string): string {
  return text.replaceAll("'/run/", `'${root}/run/`).replaceAll(' /run/', ` ${root}/run/`);
}

/** Starts the job; resolves with its exit status and output. */
function activate(confirmSeconds: number) {
  const { text } = activationScript({
    deploymentId: 'd',
    formerPath: path.join(root, 'former'),
    builtPath: path.join(root, 'new'),
    confirmSeconds,
  });
  const child = spawn('bash', ['-c', `set -euo pipefail\n${here(text)}`]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { ended, output: () => output };
}

async function ask(command: { readonly text: string }) {
  return parseVerdict((await run('bash', ['-c', here(command.text)])).stdout);
}

async function untilActivated(): Promise<void> {
  while ((await ask(lookCommand('d'))) !== 'activated');
}

async function running(): Promise<string> {
  const { stdout } = await run('readlink', ['-f', path.join(root, 'run/current-system')]);
  return path.basename(stdout.trim());
}

describe('the dead-man timer', () => {
  it('leaves a confirmed system running', async () => {
    await system('new', 0);
    const job = activate(60);
    await untilActivated();
    expect(await ask(confirmCommand('d'))).toBe('confirmed');
    expect(await ask(confirmCommand('d'))).toBe('confirmed');
    expect(await job.ended).toBe(0);
    expect(await running()).toBe('new');
  });

  it('goes back by itself when nobody confirms, and refuses a confirmation that comes late', async () => {
    await system('new', 0);
    const job = activate(1);
    expect(await job.ended).toBe(30);
    expect(await running()).toBe('former');
    expect(await ask(confirmCommand('d'))).toBe('not-confirmed');
    expect(job.output()).toContain('nobody confirmed within 1 s');
    expect(await readFile(path.join(root, 'switches-former'), 'utf8')).toBe('test\n');
  });

  it('goes back at once when the activation fails, and is never seen as activated', async () => {
    await system('new', 4);
    const job = activate(60);
    expect(await job.ended).toBe(30);
    expect(await ask(lookCommand('d'))).toBe('activation-failed');
    expect(await running()).toBe('former');
  });

  it('does nothing when another system runs than was planned from', async () => {
    await system('new', 0);
    await system('other', 0);
    await run('ln', ['-sfn', path.join(root, 'other'), path.join(root, 'run/current-system')]);
    const job = activate(60);
    expect(await job.ended).toBe(21);
    expect(await running()).toBe('other');
  });

  it('is not known on another boot', async () => {
    expect(await ask(lookCommand('d'))).toBe('gone');
    expect(await ask(confirmCommand('d'))).toBe('gone');
  });
});
