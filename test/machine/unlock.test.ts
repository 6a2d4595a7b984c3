import { describe, expect, it } from '@jest/globals';
import { MachineError } from '../../src/domain/error.ts';
import type { MachineDependencies } from '../../src/machine/context.ts';
import { createUnlockWorkflow } from '../../src/machine/unlock.ts';
import type { SshTarget } from '../../src/ssh/shell.ts';
import { runInMemory } from '../workflow/memory-context.ts';
import { createMachineUnderTest, passTime } from './machine-under-test.ts';

const UNLOCK = { port: 2222, hostKey: 'ssh-ed25519 CCCC', knownHostsLine: 'line' };
const QUESTION = 'Please enter passphrase for disk crypt-root:';

/** An encrypted machine that opens to one passphrase. */
async function unlock(given: string | null) {
  const world = createMachineUnderTest();
  world.change({ unlock: UNLOCK });
  const targets: SshTarget[] = [];
  const secrets = new Map(given === null ? [] : [['unlock-1', given]]);
  let isOpen = false;
  const shells: MachineDependencies['shells'] = {
    ...world.deps.shells,
    async waitForBoot(_target, { signal }) {
      while (!isOpen) await world.clock.sleep(1_000, signal);
      return { shell: await world.deps.shells.open(_target), bootId: 'b', lateByMs: 0 };
    },
    async answerPrompts(target, { answer, known }) {
      targets.push(target);
      if (isOpen) throw new MachineError('machine.unreachable', 'gone');
      if (known.has(QUESTION)) return { answered: [], repeated: QUESTION };
      isOpen = answer === 'horse';
      return { answered: [QUESTION], repeated: null };
    },
  };
  const passphrases = {
    find: async (_: string, runId: string) => secrets.get(runId) ?? null,
    forget: async (_: string, runId: string) => void secrets.delete(runId),
  };
  const workflow = createUnlockWorkflow({ ...world.deps, shells }, passphrases);
  await passTime(
    world,
    runInMemory(world.clock, () => workflow('m-1 unlock-1')),
  );
  return { events: world.events, secrets, targets };
}

describe('unlocking a machine that starts', () => {
  it('gives the passphrase over the pinned key of the initrd, waits for the system, and forgets it', async () => {
    const { events, secrets, targets } = await unlock('horse');
    expect(events.map(({ kind }) => kind)).toEqual(['unlocked']);
    expect(targets[0]).toMatchObject({ hostKey: { publicKey: 'ssh-ed25519 CCCC' } });
    expect(targets[0]?.addresses.map(({ port }) => port)).toEqual([2222]);
    expect(secrets.size).toBe(0);
  });

  it('tells of a passphrase that does not open, without its words, and forgets it', async () => {
    const { events, secrets } = await unlock('donkey');
    expect(events.map(({ kind }) => kind)).toEqual(['unlock-failed']);
    expect(events[0]?.fields).toMatchObject({ problem: { code: 'machine.unlock-refused' } });
    expect(JSON.stringify(events)).not.toContain('donkey');
    expect(secrets.size).toBe(0);
  });

  it('asks for the passphrase again where it was used before', async () => {
    const { events } = await unlock(null);
    expect(events[0]?.text).toContain('Give it again');
  });
});
