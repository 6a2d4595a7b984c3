/** The command line on this very terminal. */

import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Cli, Terminal } from './cli.ts';
import { runCli } from './program.ts';

const NARROW = 80;

function createTerminal(signal: AbortSignal): Terminal {
  const { stdin, stdout, stderr } = process;
  const ask = async (question: string, output: NodeJS.WritableStream): Promise<string> => {
    const asking = createInterface({ input: stdin, output, terminal: true });
    try {
      return await asking.question(question, { signal });
    } finally {
      asking.close();
    }
  };
  return {
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    columns: stdout.columns ?? NARROW,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    ask: (question) => ask(question, stderr),
    async askSecret(question) {
      stderr.write(question);
      // What is typed goes nowhere.
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const answer = await ask('', nowhere);
      stderr.write('\n');
      return answer;
    },
    async readAll() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

const runProgram: Cli['runProgram'] = (file, args, { isQuiet = false } = {}) => {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: isQuiet ? 'ignore' : 'inherit' });
    child.once('error', () => resolve(null));
    child.once('exit', (status) => resolve(status ?? 1));
  });
};

async function main(): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const { signal } = interrupted;
  const settings = process.env.XDG_CONFIG_HOME ?? path.join(os.homedir(), '.config');
  const cli: Cli = {
    terminal: createTerminal(signal),
    environment: process.env,
    settingsDir: path.join(settings, 'ironflake'),
    nodeVersion: process.version,
    signal,
    fetch,
    runProgram,
  };
  process.exitCode = await runCli(process.argv.slice(2), cli);
}

await main();
