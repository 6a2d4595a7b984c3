import { afterEach, describe, expect, it } from '@jest/globals';
import type { Account } from '../../src/domain/account.ts';
import {
  configuredAccounts,
  createProviders,
  type ProviderStore,
} from '../../src/main/providers.ts';
import { createFakeMachine } from '../lab/fake-machine.ts';
import { createRobotStandIn, type RobotStandIn } from '../lab/robot.ts';

const SETTINGS = {
  hcloudToken: null,
  hcloudEndpoint: 'https://cloud.test',
  robotUser: '#ws+user',
  robotPassword: 'secret-of-the-test',
  robotEndpoint: 'https://robot.test',
};
const SIGNAL = new AbortController().signal;

/** Stored accounts and secrets, and limits that outlive a client, all in memory. */
function createMemoryStore() {
  const accounts = new Map<string, Account>();
  const secrets = new Map<string, string>();
  const opened = new Map<string, number>();
  const store: ProviderStore = {
    vendorLimits: {
      calls: { count: async () => 0, take: async () => true },
      circuits: {
        openedAt: async (key) => opened.get(key) ?? null,
        open: async (key, at) => void opened.set(key, at),
      },
    },
    accounts: { find: async (provider, name) => accounts.get(`${provider}/${name}`) ?? null },
    secrets: { find: async (owner, name) => secrets.get(`${owner}/${name}`) ?? null },
  };
  return {
    store,
    put(name: string, credential: string, password: string): void {
      const credentials = { provider: 'robot', user: '#ws+lab', password };
      secrets.set(`account:${name}/${credential}`, JSON.stringify(credentials));
      accounts.set(`robot/${name}`, { ...ACCOUNT, accountId: name, name, credential });
    },
  };
}

const ACCOUNT: Account = {
  accountId: '',
  provider: 'robot',
  name: '',
  source: 'stored',
  login: '#ws+lab',
  credential: null,
  state: 'checking',
  problem: null,
  checkNumber: 1,
  checkedAt: null,
  createdAt: '2026-11-22T12:00:00.000Z',
};

let close = async (): Promise<void> => {};
afterEach(() => close());

async function startRobot(): Promise<{ standIn: RobotStandIn; endpoint: string }> {
  const standIn = createRobotStandIn({
    password: 'right',
    machines: { takeAddress: () => '127.9.1.1', make: (spec) => createFakeMachine(spec) },
  });
  const listening = await standIn.listen();
  close = listening.close;
  return { standIn, endpoint: listening.endpoint };
}

describe('the accounts of the configuration', () => {
  it('are those with credentials', () => {
    const provider = createProviders(SETTINGS, createMemoryStore().store);
    expect(provider('robot', 'main').name).toBe('robot');
    expect(provider('ssh', null).name).toBe('ssh');
    expect(configuredAccounts(SETTINGS)).toEqual([
      { provider: 'robot', name: 'main', login: '#ws+user' },
    ]);
  });
});

describe('a stored account', () => {
  it('that is not there is missed at its first call', async () => {
    const provider = createProviders(SETTINGS, createMemoryStore().store);
    const call = provider('hcloud', 'main').checkCredentials(SIGNAL);
    await expect(call).rejects.toMatchObject({ code: 'request.no-such-account' });
  });

  it('shows the abilities of its vendor, and none of its own', () => {
    const { abilities, reverseDns, naming } = createProviders(SETTINGS, createMemoryStore().store)(
      'hcloud',
      'second',
    );
    expect([abilities.rescue.supported, reverseDns, naming]).toEqual([true, null, null]);
  });

  it('that is refused makes one call, and one more when its credentials are replaced', async () => {
    const { standIn, endpoint } = await startRobot();
    const memory = createMemoryStore();
    const provider = createProviders({ ...SETTINGS, robotEndpoint: endpoint }, memory.store);
    memory.put('metal', 'credential.1', 'wrong');
    const metal = provider('robot', 'metal');
    const attempts = await Promise.allSettled([
      ...[1, 2, 3].map(() => metal.checkCredentials(SIGNAL)),
      metal.offers?.list({}, SIGNAL),
    ]);
    expect(attempts.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(standIn.calls.all()).toHaveLength(1);
    // Somebody says that the same password works now.
    memory.put('metal', 'credential.2', 'wrong');
    await metal.checkCredentials(SIGNAL).catch(() => {});
    expect(standIn.calls.all()).toHaveLength(2);
    memory.put('metal', 'credential.3', 'right');
    await metal.checkCredentials(SIGNAL);
    expect(await metal.offers?.list({}, SIGNAL)).not.toEqual([]);
  });

  it('does not shut another account of the same vendor', async () => {
    const { endpoint } = await startRobot();
    const memory = createMemoryStore();
    const provider = createProviders({ ...SETTINGS, robotEndpoint: endpoint }, memory.store);
    memory.put('bad', 'credential.1', 'wrong');
    memory.put('good', 'credential.1', 'right');
    await provider('robot', 'bad')
      .checkCredentials(SIGNAL)
      .catch(() => {});
    await provider('robot', 'good').checkCredentials(SIGNAL);
  });
});
