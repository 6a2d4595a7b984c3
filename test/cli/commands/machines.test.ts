import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PRIVATE_KEY, PUBLIC_KEY } from '../../http/service-under-test.ts';
import { MACHINE } from '../../service/memory-machines.ts';
import { examplePlan } from '../../support/example-plan.ts';
import { type CliUnderTest, createCliUnderTest, type RunInput } from '../cli-under-test.ts';

const PLAN = examplePlan('metal-mirrors');

let cli: CliUnderTest;
let installId: string;

beforeAll(async () => {
  cli = await createCliUnderTest();
  installId = await cli.service.start();
  cli.service.ports.putDocument(installId, 'plan', PLAN);
  writeFileSync(path.join(cli.folder, 'key'), PRIVATE_KEY);
  writeFileSync(path.join(cli.folder, 'key.pub'), `# ops\n${PUBLIC_KEY}\n`);
  writeFileSync(path.join(cli.folder, 'web.nix'), '{ }');
});
afterAll(async () => {
  await cli.close();
});
beforeEach(() => {
  cli.service.machines.add({ installId });
  cli.service.machines.runs.length = 0;
  cli.service.givenBack.rows.length = 0;
});

const file = (name: string) => path.join(cli.folder, name);

async function run(line: string, input: RunInput = {}) {
  const ran = await cli.run(line.split(' '), input);
  const isForPeople = !line.includes('--json');
  const wide = ran.out.split('\n').filter((text) => text.length > 80 && !hasLongName(text));
  expect(isForPeople ? wide : []).toEqual([]);
  return ran;
}

/** Keys and store paths are never cut: they are copied. */
function hasLongName(text: string): boolean {
  return text.includes('ssh-ed25519') || text.includes('/nix/store/');
}

describe('machines', () => {
  it('are listed and shown by id or name, in words and as JSON', async () => {
    expect((await run('machines list')).out).toContain('hcloud 4711');
    expect((await run('machines show web-1')).out).toContain('the service holds a key');
    const { out } = await run('machines show m-1 --json');
    expect(JSON.parse(out)).toMatchObject({ machineId: 'm-1', name: 'web-1' });
    const missing = await run('machines show nobody');
    expect([missing.exitCode, missing.err]).toEqual([3, expect.stringContaining('nobody')]);
  });

  it('are not guessed where two bear a name', async () => {
    cli.service.machines.add({ machineId: 'm-2', installId });
    const { exitCode, err } = await run('machines lock web-1');
    expect([exitCode, err]).toEqual([2, expect.stringContaining('m-1, m-2')]);
    cli.service.machines.add({ machineId: 'm-2', name: 'web-2', installId });
  });

  it('are locked, unlocked and labelled', async () => {
    expect((await run('machines lock web-1')).out).toContain('installed, locked');
    expect((await run('machines unlock m-1')).out).not.toContain('locked');
    expect((await run('machines labels m-1 role=web env=prod')).out).toContain('role=web env=prod');
    expect((await run('machines labels m-1 env=')).out).not.toContain('env');
    expect((await run('machines labels m-1 nonsense')).exitCode).toBe(2);
    expect((await run('machines events m-1')).out).toContain('Changed: isLocked.');
  });

  it('are adopted by their key, which nothing shows', async () => {
    const line = ['machines', 'adopt', 'old-1', '--host', '192.0.2.9', '-i', file('key')];
    const ran = await cli.run([...line, '--host-key', PUBLIC_KEY]);
    expect([ran.exitCode, ran.out]).toEqual([0, expect.stringContaining('reading')]);
    expect(ran.out + ran.err).not.toContain('canary');
  });

  it('have a policy', async () => {
    const set = await run('policy set m-1 reboot --after 300 --quiet 22:00-06:00');
    expect(set.out).toContain('reboot after 300 s, 1 a day, not from 22:00 to 06:00 UTC');
    expect((await run('policy off m-1')).out).toContain('no policy');
    expect((await run('policy show m-1 --json')).out).toBe('null\n');
    expect((await run('policy set m-1 explode')).exitCode).toBe(2);
  });
});

describe('reinstall', () => {
  it('names the disks, and starts nothing unless the name is typed', async () => {
    const { exitCode, err } = await run('reinstall web-1', { answers: ['yes'] });
    expect(exitCode).toBe(6);
    for (const { serial } of PLAN.disksToWipe) expect(err).toContain(serial ?? 'missing');
    expect(err).toContain('WILL BE LOST');
    expect((await run('reinstall web-1')).exitCode).toBe(2);
  });

  it('goes on with what was asked for', async () => {
    const [request] = cli.service.ports.storedRequests();
    await cli.service.machines.papers.put('m-1', 'request', request ?? null);
    const line = `reinstall web-1 --yes --detach --renew-host-key --module ${file('web.nix')} --json`;
    const { exitCode, out } = await run(line);
    expect([exitCode, JSON.parse(out).state]).toEqual([0, 'queued']);
    expect(cli.service.ports.storedRequests().at(-1)).toMatchObject({
      erase: 'planned-disks',
      system: { modules: ['{ }'] },
    });
    await cli.service.machines.papers.put('m-1', 'reinstall', null);
  });
});

describe('deploy', () => {
  it('waits for the end, and ends with 1 unless it is confirmed', async () => {
    const confirm = (state: 'confirmed' | 'rolled-back') => () => {
      const id = cli.service.machines.runs.at(-1)?.split(' ')[1] ?? '';
      void cli.service.machines.deployments.get(id).then((one) =>
        cli.service.machines.set({
          ...one,
          state,
          endedAt: one.createdAt,
          observedPath: '/nix/store/x',
        }),
      );
    };
    const line = 'deploy web-1 --flake github:acme/infra#web-1';
    const good = await run(line, { onSleep: confirm('confirmed') });
    expect([good.exitCode, good.out]).toEqual([0, expect.stringContaining('/nix/store/x')]);
    const bad = await run(line, { onSleep: confirm('rolled-back') });
    expect([bad.exitCode, bad.out]).toEqual([1, expect.stringContaining('rolled-back')]);
  });

  it('wants exactly one thing to put there', async () => {
    expect((await run('deploy web-1')).exitCode).toBe(2);
    expect((await run('deploy web-1 --flake github:acme/infra')).exitCode).toBe(2);
  });
});

describe('rescue', () => {
  it('asks before it restarts, and waits until the machine is there', async () => {
    const line = `rescue enter web-1 --key ${file('key.pub')}`;
    expect((await run(line)).exitCode).toBe(2);
    expect((await run(line, { answers: ['no'] })).exitCode).toBe(6);
    const onSleep = () => void cli.service.machines.add({ mode: 'rescue', installId });
    const { exitCode, err } = await run(line, { answers: ['web-1'], onSleep });
    expect([exitCode, err]).toEqual([0, expect.stringContaining('ssh root@192.0.2.7')]);
    const back = () => void cli.service.machines.add({ installId });
    expect((await run('rescue leave web-1', { onSleep: back })).exitCode).toBe(0);
  });
});

describe('give-back', () => {
  const settle = (state: 'given-back' | 'failed') => () => {
    const [row] = cli.service.givenBack.rows;
    const problem = { code: 'provider.protected', message: 'Protected.', details: {} } as const;
    if (row === undefined) return;
    const isGood = state === 'given-back';
    cli.service.givenBack.rows[0] = isGood
      ? { ...row, state, endsOn: '2026-11-22', remaining: ['primary IP 192.0.2.7 stays'] }
      : { ...row, state, problem };
  };

  it('shows the machine and its disks, and needs its name', async () => {
    const no = await run('give-back web-1', { answers: ['yes'] });
    expect(no.exitCode).toBe(6);
    expect(no.err).toContain('ITS CONTRACT ENDS');
    expect(no.err).toContain(PLAN.disksToWipe[0]?.serial ?? 'missing');
    expect((await run('give-back web-1')).exitCode).toBe(2);
    expect((await run('give-back m-1 --name web-2')).exitCode).toBe(6);
    expect(cli.service.givenBack.rows).toEqual([]);
  });

  it('tells how it ended', async () => {
    const onSleep = settle('given-back');
    const good = await run('give-back web-1', { answers: ['web-1'], onSleep });
    expect([good.exitCode, good.out]).toEqual([0, expect.stringContaining('primary IP')]);
    cli.service.givenBack.rows.length = 0;
    const bad = await run('give-back m-1 --name web-1', { onSleep: settle('failed') });
    expect([bad.exitCode, bad.out]).toEqual([1, expect.stringContaining('Protected.')]);
  });

  it('says that a host known by its address stays as it is', async () => {
    const origin = { ...MACHINE.origin, provider: 'ssh' } as const;
    cli.service.machines.add({ origin, installId });
    const { err } = await run('give-back web-1', { answers: ['no'] });
    expect(err).toContain('stays as it is');
  });
});
