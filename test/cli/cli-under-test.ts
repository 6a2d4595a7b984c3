/** The command line over the whole HTTP service with ports in memory. */

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Cli } from '../../src/cli/cli.ts';
import { runCli } from '../../src/cli/program.ts';
import { listen } from '../../src/http/server.ts';
import {
  createServiceUnderTest,
  type ServiceUnderTest,
  tokenOf,
} from '../http/service-under-test.ts';

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface CliUnderTest {
  readonly service: ServiceUnderTest;
  readonly url: string;
  /** A folder of its own. */
  readonly folder: string;
  /** What was run: `ssh …`. */
  readonly programs: string[][];
  /** Called when a program is run; before it ends. */
  onProgram: (args: readonly string[]) => void;
  /** Runs a command line; answers are typed one by one, and without any nobody is there to ask. */
  run(argv: readonly string[], input?: RunInput): Promise<Ran>;
  close(): Promise<void>;
}

export interface RunInput {
  readonly answers?: readonly string[];
  readonly stdin?: string;
  /** Without a token nothing of the environment is set. */
  readonly scope?: string | null;
  /** Called between looks at a plan. */
  readonly onSleep?: () => void;
  /** Called with each text on stderr. */
  readonly onErr?: (text: string) => void;
  readonly signal?: AbortSignal;
  /** Of the program that is run; null: it could not be started. 0 when absent. */
  readonly programStatus?: number | null;
}

/** Starts it; `close` ends it. */
export async function createCliUnderTest(): Promise<CliUnderTest> {
  const service = await createServiceUnderTest();
  const url = `http://127.0.0.1:${await listen(service.app, { host: '127.0.0.1', port: 0 })}`;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ironflake-cli-'));
  const programs: string[][] = [];
  const under: CliUnderTest = {
    service,
    url,
    folder,
    programs,
    onProgram: () => {},
    async run(argv, input = {}) {
      const shown = { out: '', err: '' };
      const cli = createCli(under, input, shown);
      const exitCode = await runCli(argv, cli);
      return { exitCode, ...shown };
    },
    async close() {
      await service.app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return under;
}

function createCli(under: CliUnderTest, input: RunInput, shown: { out: string; err: string }): Cli {
  const { answers = [], stdin = '', scope = 'order', onSleep = () => {} } = input;
  const left = [...answers];
  const answer = async (question: string) => {
    shown.err += question;
    return left.shift() ?? '';
  };
  const environment =
    scope === null ? {} : { IRONFLAKE_URL: under.url, IRONFLAKE_TOKEN: tokenOf(scope) };
  return {
    terminal: {
      isInteractive: answers.length > 0,
      columns: 80,
      out: (text) => {
        shown.out += text;
      },
      err: (text) => {
        shown.err += text;
        input.onErr?.(text);
      },
      ask: answer,
      askSecret: answer,
      readAll: async () => stdin,
    },
    environment,
    settingsDir: path.join(under.folder, 'settings'),
    nodeVersion: 'v26.0.0',
    signal: input.signal ?? new AbortController().signal,
    fetch,
    sleep: async () => onSleep(),
    runProgram: async (file, args) => {
      under.programs.push([file, ...args]);
      under.onProgram(args);
      return input.programStatus === undefined ? 0 : input.programStatus;
    },
  };
}
