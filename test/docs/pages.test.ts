/** Runs the commands of the docs, in order, against the real service with stand-ins and played machines. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTrial, type Trial } from '../lab/trial.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGES = ['getting-started.md', 'order-a-vm.md', 'reinstall-dedicated.md'];
const PAGE_MS = 240_000;

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial({ machines: 'played', log: () => {} });
}, 120_000);

afterAll(() => trial.close(), 60_000);

/** The blocks of a page that are marked `sh run`, as one script. */
function scriptOf(page: string): string {
  const text = readFileSync(path.join(ROOT, 'docs', page), 'utf8');
  const blocks = [...text.matchAll(/^```sh run\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
  return blocks.join('\n');
}

/** A directory with an `ironflake` to be found by its name. */
function programs(): string {
  const bin = path.join(trial.dir, 'bin');
  mkdirSync(bin, { recursive: true });
  const file = path.join(bin, 'ironflake');
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/src/cli/main.ts" "$@"\n`);
  chmodSync(file, 0o755);
  return bin;
}

/** Beside this process, which has to answer as the vendor meanwhile. */
async function runScript(script: string): Promise<{ status: unknown; told: string }> {
  const home = path.join(trial.dir, 'home');
  mkdirSync(home, { recursive: true });
  const bash = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PAGE_MS - 5_000,
    env: {
      PATH: `${programs()}:${process.env.PATH}`,
      HOME: home,
      NODE_NO_WARNINGS: '1',
      IRONFLAKE_URL: trial.service.url,
      IRONFLAKE_TOKEN: trial.token,
      SHOP_HCLOUD_TOKEN: trial.lab.hcloud.token,
      SERVER: 'metal-a',
    },
  });
  const told: string[] = [];
  for (const stream of [bash.stdout, bash.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => told.push(text));
  }
  const [status]: unknown[] = await once(bash, 'close');
  return { status, told: told.join('') };
}

describe('the commands of', () => {
  it.each(PAGES)(
    '%s do what the page says',
    async (page) => {
      const { status, told } = await runScript(scriptOf(page));
      expect(status === 0 ? 'worked' : told).toBe('worked');
    },
    PAGE_MS,
  );
});

describe('the pages', () => {
  const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));

  it.each([...pages.map((name) => `docs/${name}`), 'README.md'])(
    '%s lead only to files that are there',
    (page) => {
      const file = path.join(ROOT, page);
      const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)];
      const local = links
        .map(([, target]) => target ?? '')
        .filter((target) => !target.includes(':'));
      const missing = local.filter(
        (target) => !existsSync(path.resolve(path.dirname(file), target)),
      );
      expect(missing).toEqual([]);
    },
  );
});
