/** `flake ID [-o FOLDER]`: the files that the machine was made from. */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError, EXIT } from '../errors.ts';
import { json } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

/** Adds the command. Files that are there already are written over only with `--force`. */
export function addFlakeCommand(program: Command, cli: Cli): void {
  program
    .command('flake <install-id>')
    .description('the flake that the machine was made from')
    .option('-o, --output <folder>', 'write the files there; else they are printed')
    .option('--force', 'write over files that are there already')
    .action(
      async (
        installId: string,
        { output, force = false }: { output?: string; force?: boolean },
        command: Command,
      ) => {
        const { installs } = connect(cli, command);
        const flake = await installs.flake(installId, { signal: cli.signal });
        if (output !== undefined) {
          for (const file of flake.files) writeFile(output, file, force);
          cli.terminal.err(`${flake.files.length} files written to ${output}.\n`);
        } else if (wantsJson(command)) {
          cli.terminal.out(json(flake));
        } else {
          for (const file of flake.files) {
            cli.terminal.out(`# ${file.path}\n${file.text}\n`);
          }
        }
      },
    );
}

function writeFile(
  folder: string,
  file: { readonly path: string; readonly text: string },
  isForced: boolean,
): void {
  const target = path.resolve(folder, file.path);
  if (!target.startsWith(`${path.resolve(folder)}${path.sep}`)) {
    throw new CliError(EXIT.failed, `The flake names a file outside of its folder: ${file.path}`);
  }
  mkdirSync(path.dirname(target), { recursive: true });
  try {
    writeFileSync(target, file.text, { flag: isForced ? 'w' : 'wx' });
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
    if (code !== 'EEXIST') throw error;
    throw new CliError(
      EXIT.usage,
      `${target} is there already.`,
      'Give another folder or --force.',
    );
  }
}
