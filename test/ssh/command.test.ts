import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CommandValue, quoteWord, script, sh } from '../../src/ssh/command.ts';

describe('sh', () => {
  it.each<[string, CommandValue, string]>([
    ['a plain word', 'nginx', "x 'nginx'"],
    ['nothing', '', "x ''"],
    ['a quote', "it's", "x 'it'\\''s'"],
    ['lines', 'a\nb', "x 'a\nb'"],
    ['an expansion', '$(rm -rf /) `id` $HOME', "x '$(rm -rf /) `id` $HOME'"],
    ['a number', 42, 'x 42'],
    ['a negative number', -1, 'x -1'],
    ['several words', ['a b', 3, 'c'], "x 'a b' 3 'c'"],
    ['no words', [], 'x '],
    ['a command', sh`echo ${'a b'} | wc`, "x echo 'a b' | wc"],
  ])('renders %s', (_name, value, text) => {
    expect(sh`x ${value}`.text).toBe(text);
  });

  it('hands backslashes on as they are written', () => {
    expect(sh`printf '%s\n' a | sed 's/\.//'`.text).toBe("printf '%s\\n' a | sed 's/\\.//'");
  });

  it('takes the backslash only from what a template cannot hold otherwise', () => {
    expect(sh`echo "\${HOME:-}" \`id\``.text).toBe(`echo "$${'{HOME:-}'}" \`id\``);
  });

  it.each([
    ['a double quote', () => sh`echo "${'x'}"`],
    ['a single quote', () => sh`echo '${'x'}'`],
    ['a quote behind a substitution', () => sh`echo "$(date) ${'x'}"`],
    [
      'a quote opened lines before',
      () => sh`echo "a
b ${'x'}"`,
    ],
  ])('refuses a value inside %s', (_name, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'bug.unexpected' }));
  });

  it.each([
    ['a substitution in double quotes', () => sh`x="$(cat ${'a b'})"`, `x="$(cat 'a b')"`],
    ['text behind a closed quote', () => sh`echo "$(cut -d' ' -f1 "$f"), "${'x'}`, `"$f"), "'x'`],
    [
      'a comment with an apostrophe',
      () => sh`# don't
echo ${'x'}`,
      "echo 'x'",
    ],
    ['a hash inside a word', () => sh`echo $((10#7)) "$#" ${'x'}`, `"$#" 'x'`],
    ['a pattern of case', () => sh`case $a in b) echo ${'x'} ;; esac`, "b) echo 'x' ;;"],
    ['an escaped quote', () => sh`echo \" ${'x'}`, `\\" 'x'`],
    ['a here-string', () => sh`cat <<< "$a" ${'x'}`, `<<< "$a" 'x'`],
    [
      'a here-document',
      () => sh`cat << 'END'
don't
END
echo ${'x'}`,
      "echo 'x'",
    ],
  ])('accepts a value behind %s', (_name, make, text) => {
    expect(make().text).toContain(text);
  });

  it.each([
    ['NUL', 'a\0b'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('refuses %s in a value', (_name, value) => {
    expect(() => sh`echo ${value}`).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  it('does not show a refused value', () => {
    expect(() => quoteWord('secret\0')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses the number %s', (value) => {
    expect(() => sh`sleep ${value}`).toThrow(expect.objectContaining({ code: 'bug.unexpected' }));
  });
});

describe('script', () => {
  it('takes constant text as it is', () => {
    expect(script('a\nb').text).toBe('a\nb');
  });

  it('passes a command through', () => {
    const command = sh`echo ${'a'}`;
    expect(script(command)).toBe(command);
  });
});

describe('quoting', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom("'", '"', '\\', '$', '`', '\n', '!', '*', '~', '-', ' ', ')'),
    }),
  );
  const words = fc.array(
    hostile.filter((word) => !word.includes('\0') && word.isWellFormed()),
    { minLength: 1, maxLength: 200 },
  );

  it.each(['sh', 'bash'])('brings any string unchanged through a real %s', (shell) => {
    fc.assert(
      fc.property(words, (values) => {
        const { text } = sh`printf '%s\0' ${values}`;
        const printed = execFileSync(shell, ['-c', text], { encoding: 'utf8' });
        expect(printed).toBe(values.map((value) => `${value}\0`).join(''));
      }),
      { numRuns: 60 },
    );
  });

  it.each(['sh', 'bash'])('survives a second shell inside a real %s', (shell) => {
    fc.assert(
      fc.property(words, (values) => {
        const inner = sh`printf '%s\0' ${values}`;
        const { text } = sh`${shell} -c ${inner.text}`;
        const printed = execFileSync(shell, ['-c', text], { encoding: 'utf8' });
        expect(printed).toBe(values.map((value) => `${value}\0`).join(''));
      }),
      { numRuns: 20 },
    );
  });
});
