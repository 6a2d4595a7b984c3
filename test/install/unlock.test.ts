import { describe, expect, it } from '@jest/globals';
import { MachineError } from '../../src/domain/error.ts';
import { keepUnlocking } from '../../src/install/unlock.ts';
import type { PromptsAnswered } from '../../src/ssh/prompts.ts';
import type { Shells, SshTarget } from '../../src/ssh/shell.ts';
import { createManualClock } from '../support/clock.ts';
import { fake } from '../support/fake.ts';

const TARGET: SshTarget = {
  addresses: [{ host: '192.0.2.7', port: 2222 }],
  user: 'root',
  privateKey: 'private',
  hostKey: { publicKey: 'ssh-ed25519 AAAA', trust: 'injected' },
};
const QUESTION = 'Please enter passphrase for disk crypt-root:';
const NOTHING: PromptsAnswered = { answered: [], repeated: null };
const ANSWERED: PromptsAnswered = { answered: [QUESTION], repeated: null };
const AGAIN: PromptsAnswered = { answered: [], repeated: QUESTION };
const DOWN = new MachineError('machine.unreachable', 'nobody');
const KEPT_OUT = new MachineError('machine.auth-failed', 'not let in');

/** What each look comes to; the last one from then on. */
async function unlock(looks: readonly (PromptsAnswered | Error)[], forMs: number) {
  const clock = createManualClock();
  const over = new AbortController();
  const answers: string[] = [];
  const known: number[] = [];
  let told = 0;
  const shells = fake<Shells>({
    async answerPrompts(_target, session) {
      const look = looks[Math.min(known.length, looks.length - 1)] ?? NOTHING;
      known.push(session.known.size);
      if (look instanceof Error) throw look;
      answers.push(...look.answered.map(() => session.answer));
      return look;
    },
  });
  const onAnswered = async () => {
    told += 1;
  };
  const unlocking = { target: TARGET, passphrase: 'horse', signal: over.signal, onAnswered };
  const work = keepUnlocking({ shells, clock }, unlocking);
  const end = work.then(
    () => null,
    (error: unknown) => error,
  );
  await clock.advance(forMs);
  over.abort();
  return { error: await end, answers, looks: known.length, known, told };
}

describe('an initrd that waits to be unlocked', () => {
  it('is waited for, answered once, and left alone when it has gone on', async () => {
    const seen = await unlock([DOWN, NOTHING, ANSWERED, DOWN], 4_000);
    expect(seen).toMatchObject({ error: null, answers: ['horse'], told: 1 });
    expect(seen.known.slice(0, 4)).toEqual([0, 0, 0, 1]);
  });

  it('may still show its question while it tries the passphrase', async () => {
    const seen = await unlock([ANSWERED, AGAIN, AGAIN, DOWN], 4_000);
    expect(seen).toMatchObject({ error: null, answers: ['horse'] });
  });

  it('is not answered again when it asks the same later on', async () => {
    const { error, answers } = await unlock([ANSWERED, AGAIN], 20_000);
    expect(error).toMatchObject({ code: 'machine.unlock-refused' });
    expect(String(error)).toContain('ssh -t -p 2222 root@192.0.2.7');
    expect(String(error)).not.toContain('horse');
    expect(answers).toEqual(['horse']);
  });

  it('is given up when it shows another host key, or never lets us in', async () => {
    const mismatch = new MachineError('machine.host-key-mismatch', 'another');
    expect((await unlock([DOWN, mismatch], 20_000)).error).toBe(mismatch);
    const { error, looks } = await unlock([KEPT_OUT], 60_000);
    expect(error).toBe(KEPT_OUT);
    expect(looks).toBe(5);
  });

  it('is not given up for an sshd that came up before its keys', async () => {
    const looks = [KEPT_OUT, KEPT_OUT, DOWN, KEPT_OUT, KEPT_OUT, KEPT_OUT, ANSWERED, DOWN];
    expect(await unlock(looks, 20_000)).toMatchObject({ error: null, answers: ['horse'] });
  });
});
