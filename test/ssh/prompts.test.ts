import { createInterface } from 'node:readline';
import { describe, expect, it } from '@jest/globals';
import type { Handler } from '../lab/scripted/exec.ts';
import { LOGIN_PROGRAM } from '../lab/scripted/server.ts';
import { makeShells, startMachine, targetOf } from './contact.ts';

const DISK = 'Please enter passphrase for disk';

/** Asks one question after the other, as systemd's agent does at a terminal. */
function asking(questions: readonly string[], typed: string[], end = 0): Handler {
  return (exec) => {
    if (exec.text !== LOGIN_PROGRAM) return undefined;
    return (async () => {
      const lines = createInterface({ input: exec.stdin })[Symbol.asyncIterator]();
      for (const question of questions) {
        // In two pieces, and with a dot shown for each letter that is typed.
        exec.stdout.write(`🔐 ${question.slice(0, 9)}`);
        exec.stdout.write(`${question.slice(9)} (press TAB for no echo) `);
        const { value } = await lines.next();
        typed.push(String(value));
        exec.stdout.write('••••\r\n');
      }
      return end;
    })();
  };
}

const SESSION = { answer: 'correct horse', known: new Set<string>(), deadlineMs: 10_000 };

describe('a host that asks for passphrases at a terminal', () => {
  it('is given the answer once for each disk', async () => {
    const typed: string[] = [];
    const handler = asking([`${DISK} crypt-root:`, `${DISK} crypt-data:`], typed);
    const machine = await startMachine({ handler });
    const seen = await makeShells().answerPrompts(targetOf(machine), SESSION);
    expect(seen.answered).toHaveLength(2);
    expect(seen.answered[0]).toContain('crypt-root:');
    expect(seen.repeated).toBeNull();
    expect(typed).toEqual(['correct horse', 'correct horse']);
  });

  it('is told nothing where it asks nothing', async () => {
    const typed: string[] = [];
    const machine = await startMachine({ handler: asking([], typed) });
    const seen = await makeShells().answerPrompts(targetOf(machine), SESSION);
    expect(seen).toEqual({ answered: [], repeated: null });
  });

  it('is not given an answer twice that it did not take', async () => {
    const typed: string[] = [];
    const machine = await startMachine({ handler: asking([`${DISK} crypt-root:`], typed) });
    const shells = makeShells();
    const first = await shells.answerPrompts(targetOf(machine), SESSION);
    const again = { ...SESSION, known: new Set(first.answered) };
    const second = await shells.answerPrompts(targetOf(machine), again);
    expect(second).toEqual({ answered: [], repeated: first.answered[0] });
    expect(typed).toEqual(['correct horse']);
  });

  it('learns nothing under another host key', async () => {
    const typed: string[] = [];
    const machine = await startMachine({ handler: asking([`${DISK} crypt-root:`], typed) });
    const other = await startMachine();
    const target = targetOf(machine, { hostKey: { publicKey: other.hostKey, trust: 'given' } });
    await expect(makeShells().answerPrompts(target, SESSION)).rejects.toMatchObject({
      code: 'machine.host-key-mismatch',
    });
    expect(typed).toEqual([]);
  });
});
