/** `completion bash|zsh|fish`: a script for the shell, made from the commands as they are. */

import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError, EXIT } from '../errors.ts';

/** What may stand after some words of a command line. */
interface Place {
  /** `''` for the program itself, `installs`, `installs list`. */
  readonly after: string;
  readonly words: readonly string[];
}

/** Adds the command. */
export function addCompletionCommand(program: Command, cli: Cli): void {
  program
    .command('completion <shell>')
    .description('a completion script for bash, zsh or fish')
    .action((shell: string) => {
      cli.terminal.out(scriptFor(shell, placesOf(program, '')));
    });
}

function placesOf(command: Command, after: string): readonly Place[] {
  const options = command.options.flatMap(({ long }) => long ?? []);
  const words = [...command.commands.map((one) => one.name()), ...options, '--help'];
  const inner = command.commands.flatMap((one) => placesOf(one, `${after} ${one.name()}`.trim()));
  return [{ after, words }, ...inner];
}

function scriptFor(shell: string, places: readonly Place[]): string {
  switch (shell) {
    case 'bash':
      return bash(places);
    case 'zsh':
      return `#compdef ironflake\nautoload -U +X bashcompinit && bashcompinit\n${bash(places)}`;
    case 'fish':
      return fish(places);
    default:
      throw new CliError(
        EXIT.usage,
        `There is no completion for "${shell}", but for bash, zsh and fish.`,
      );
  }
}

/** The last case that fits the words without options decides. */
function bash(places: readonly Place[]): string {
  const cases = places
    .toReversed()
    .map(({ after, words }) => `    "${after}"*) words="${words.join(' ')}" ;;`);
  return [
    '_ironflake() {',
    '  local word words path=""',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    '    case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac',
    '  done',
    '  case "$path" in',
    ...cases,
    '  esac',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _ironflake ironflake',
    '',
  ].join('\n');
}

function fish(places: readonly Place[]): string {
  const lines = places.map(({ after, words }) => {
    const when =
      after === ''
        ? '__fish_use_subcommand'
        : after
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    return `complete -c ironflake -f -n '${when}' -a '${words.join(' ')}'`;
  });
  return `${lines.join('\n')}\n`;
}
