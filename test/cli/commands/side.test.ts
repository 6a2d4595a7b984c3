import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CliUnderTest, createCliUnderTest, type RunInput } from '../cli-under-test.ts';

let cli: CliUnderTest;

beforeAll(async () => {
  cli = await createCliUnderTest();
});
afterAll(async () => {
  await cli.close();
});

async function run(line: string, input: RunInput = {}) {
  const ran = await cli.run(line.split(' '), { scope: 'admin', ...input });
  const isForPeople = !line.includes('--json') && !line.startsWith('completion');
  const wide = ran.out.split('\n').filter((text) => text.length > 80);
  expect(isForPeople ? wide : []).toEqual([]);
  return ran;
}

describe('offers', () => {
  it('are a table with prices, and say how old they are', async () => {
    const { exitCode, out, err } = await run('offers');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/cx33 .* yes .* 6\.49 EUR/);
    expect(err).toContain('hcloud main: fresh, read 7.0 s ago');
    expect(err).toContain('robot main: failed');
  });

  it('are chosen by flags', async () => {
    const line =
      'offers --disk nvme --disks 2 --memory 32 --location FSN1 --max-price 50.00 --json';
    const { items } = JSON.parse((await run(line)).out);
    expect(items.map(({ id }: { id: string }) => id)).toEqual(['2811001']);
    expect((await run('offers --cores 128')).out).toBe('Nothing on offer fits.\n');
    expect((await run('offers --sort colour')).exitCode).toBe(2);
    expect((await run('offers --memory much')).exitCode).toBe(2);
    expect((await run('offers --max-price cheap')).exitCode).toBe(3);
  });
});

/** Ends every check that has been asked for. */
function settle(state: 'works' | 'refused'): () => void {
  return () => {
    for (const [key, row] of cli.service.accounts.rows) {
      const problem = { code: 'provider.unauthorized', message: 'Refused.', details: {} } as const;
      if (row.state !== 'checking') continue;
      cli.service.accounts.rows.set(key, {
        ...row,
        state,
        problem: state === 'works' ? null : problem,
      });
    }
  };
}

describe('accounts', () => {
  it('are stored from stdin, waited for, and never shown with their secrets', async () => {
    const input = { stdin: 'canary-token-0123456789\n', onSleep: settle('works') };
    const { exitCode, out, err } = await run('accounts add hcloud second', input);
    expect([exitCode, out]).toEqual([0, expect.stringContaining('works')]);
    const listed = await run('accounts list');
    expect(listed.out).toContain('environment');
    expect(out + err + listed.out).not.toContain('canary');
    expect([...cli.service.accounts.stored.values()].join()).toContain('canary-token');
  });

  it('that the vendor refuses end with 1 and what to do', async () => {
    const line = 'accounts add robot metal --user #ws+user';
    const input = { answers: ['canary-password'], onSleep: settle('refused') };
    const { exitCode, out, err } = await run(line, input);
    expect([exitCode, err]).toEqual([1, expect.stringContaining('Password: ')]);
    expect(out).toContain('Refused.');
    expect(out + err).not.toContain('canary');
    const again = await run('accounts replace robot metal', {
      stdin: 'right',
      onSleep: settle('works'),
    });
    expect(again.exitCode).toBe(0);
  });

  it('are forgotten after their name was typed', async () => {
    expect((await run('accounts delete robot metal')).exitCode).toBe(2);
    expect((await run('accounts delete robot metal', { answers: ['no'] })).exitCode).toBe(6);
    expect((await run('accounts delete robot metal', { answers: ['metal'] })).exitCode).toBe(0);
    expect((await run('accounts show robot metal')).exitCode).toBe(3);
    expect((await run('accounts add aws main', { stdin: 'x' })).exitCode).toBe(2);
  });
});

describe('tokens', () => {
  it('are made, their text alone on stdout, listed and revoked', async () => {
    const made = await run('tokens create ci --scope read install');
    expect(made.out).toMatch(/^ifk_\S+\n$/);
    const [{ tokenId }] = JSON.parse((await run('tokens list --json')).out);
    const { out } = await run('tokens list');
    expect(out).toContain(tokenId);
    expect(out).toMatch(/ci +read,i\S+ +never +never/);
    expect((await run(`tokens revoke ${tokenId}`)).out).toBe('ci is revoked\n');
    expect((await run('tokens create ci --scope everything')).exitCode).toBe(2);
  });
});

describe('webhooks', () => {
  it('are made, switched, tested and forgotten', async () => {
    const made = await run('webhooks create https://example.org/hook --kinds ready,failed --json');
    const { webhook } = JSON.parse(made.out);
    const id: string = webhook.webhookId;
    expect((await run('webhooks list')).out).toContain('example.org');
    expect((await run(`webhooks show ${id}`)).out).toContain('ready, failed');
    expect((await run(`webhooks test ${id}`)).exitCode).toBe(0);
    expect((await run(`webhooks replay ${id} 0`)).exitCode).toBe(0);
    expect((await run(`webhooks disable ${id}`)).out).toContain('disabled');
    expect((await run(`webhooks enable ${id}`)).out).toContain('active');
    expect((await run(`webhooks delete ${id}`)).exitCode).toBe(0);
    expect((await run('webhooks list')).out).toBe('There are no webhooks.\n');
    expect((await run('webhooks create https://example.org --kinds news')).exitCode).toBe(2);
  });
});

describe('every command', () => {
  it('has help that fits a narrow terminal, and is known to the completion', async () => {
    const { out: completion } = await run('completion bash');
    for (const name of NAMES) {
      const { exitCode, out } = await run(`${name} --help`);
      expect([name, exitCode]).toEqual([name, 0]);
      expect(out).toContain('Usage: ironflake');
      expect(completion).toContain(`"${name}"*)`);
    }
  });
});

const NAMES = [
  'offers',
  'machines',
  'machines adopt',
  'reinstall',
  'deploy',
  'rescue',
  'policy',
  'give-back',
  'accounts',
  'tokens',
  'webhooks',
];
