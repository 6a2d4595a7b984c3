import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Proof } from '../../../src/domain/install.ts';
import { PRIVATE_KEY, PUBLIC_KEY } from '../../http/service-under-test.ts';
import { examplePlan } from '../../support/example-plan.ts';
import { type CliUnderTest, createCliUnderTest } from '../cli-under-test.ts';

let cli: CliUnderTest;

beforeEach(async () => {
  cli = await createCliUnderTest();
  writeFileSync(path.join(cli.folder, 'key'), PRIVATE_KEY);
  writeFileSync(path.join(cli.folder, 'keys.pub'), `# ops\n${PUBLIC_KEY}\n`);
});

afterEach(async () => {
  await cli.close();
});

const PLAN = examplePlan('metal-mirrors');

function flags(): string[] {
  const machine = ['--ssh', '192.0.2.7:2222', '-i', path.join(cli.folder, 'key')];
  const keys = ['--authorized-keys', path.join(cli.folder, 'keys.pub')];
  return [...machine, '--hostname', 'web-1', ...keys, '--layout', 'mirror-ext4'];
}

/** Ends every plan as ready. */
function makePlans(): void {
  for (const call of cli.service.ports.engineCalls) {
    const [, , planId = ''] = call.match(/^run (plan) (.+)$/) ?? [];
    if (planId !== '') cli.service.ports.plans.change(planId, { state: 'ready', plan: PLAN });
  }
}

/** Ends the install that has been asked for. */
function endInstall(state: 'ready' | 'failed'): (text: string) => void {
  return (text) => {
    const installId = /^install (\S+) was asked for/.exec(text)?.[1];
    if (installId === undefined) return;
    const problem = { code: 'machine.unreachable', message: 'Silent.', details: {} } as const;
    const { tell } = cli.service.ports;
    tell(installId, { phase: 'reach' }, { kind: 'phase-started', phase: 'reach' });
    if (state === 'failed') tell(installId, { state, problem }, { kind: 'failed', problem });
    else tell(installId, { state, proof: PROOF }, { kind: 'ready', proof: PROOF });
  };
}

describe('install', () => {
  it('names the disks, and goes on with the very plan that was shown', async () => {
    const onErr = endInstall('ready');
    const input = { answers: ['web-1'], onSleep: makePlans, onErr };
    const { exitCode, out, err } = await cli.run(['install', ...flags()], input);
    expect(exitCode).toBe(0);
    for (const { serial } of PLAN.disksToWipe) expect(err).toContain(serial ?? 'missing');
    expect(err).toContain('WILL BE LOST');
    const [request] = cli.service.ports.storedRequests();
    expect(request).toMatchObject({
      machine: { existing: { host: '192.0.2.7', port: 2222 } },
      erase: 'planned-disks',
      planDigest: PLAN.digest,
      layout: { preset: 'mirror-ext4' },
      system: { authorizedKeys: [PUBLIC_KEY] },
    });
    expect(err).toContain('reach …');
    expect(out).toContain(PROOF.systemPath);
  });

  it('starts nothing when the name is not typed', async () => {
    const input = { answers: ['yes'], onSleep: makePlans };
    const { exitCode } = await cli.run(['install', ...flags()], input);
    expect(exitCode).toBe(6);
    expect(cli.service.ports.storedRequests()).toEqual([]);
  });

  it('starts nothing without --yes where nobody can be asked', async () => {
    const { exitCode, err } = await cli.run(['install', ...flags()]);
    expect([exitCode, err]).toEqual([2, expect.stringContaining('ironflake plan')]);
    expect(cli.service.ports.engineCalls).toEqual([]);
  });

  it('gives the planned disks away with --yes, and ends with 1 when the install fails', async () => {
    const onErr = endInstall('failed');
    const { exitCode, out } = await cli.run(['install', '--yes', ...flags()], { onErr });
    expect(exitCode).toBe(1);
    expect(out).toContain('Silent.\n(machine.unreachable)');
    expect(cli.service.ports.storedRequests()).toMatchObject([{ erase: 'planned-disks' }]);
  });

  it('shows the price before it orders', async () => {
    const order = ['--order', 'cx33', '--location', 'fsn1', '--max-price', '12.00 EUR'];
    const keys = ['--authorized-keys', path.join(cli.folder, 'keys.pub')];
    const answers = ['no'];
    const onSleep = (): void => {
      const planId = cli.service.ports.engineCalls.at(-1)?.split(' ').at(-1) ?? '';
      cli.service.ports.plans.change(planId, { state: 'ready', profile: PROFILE });
    };
    const argv = ['install', '--hostname', 'web-1', ...order, ...keys];
    const { exitCode, err } = await cli.run(argv, { answers, onSleep });
    expect(exitCode).toBe(6);
    expect(err).toContain('7.09 EUR a month');
    expect(cli.service.ports.storedRequests()).toEqual([]);
  });

  it('orders a server with what the flags name', async () => {
    const order = ['--order', 'cax11', '--location', 'fsn1', '--by-rescue', '--no-ipv4'];
    const things = ['--network', 'private', 'other', '--firewall', 'web', '--volume', 'data'];
    const more = ['--placement-group', 'apart', '--image', 'debian-13', '--yes', '--detach'];
    const keys = ['--authorized-keys', path.join(cli.folder, 'keys.pub')];
    const argv = ['install', '--hostname', 'web-1', ...order, ...things, ...more, ...keys];
    expect((await cli.run(argv)).exitCode).toBe(0);
    expect(cli.service.ports.storedRequests()).toMatchObject([
      {
        machine: {
          order: {
            path: 'rescue',
            withIpv4: false,
            networks: ['private', 'other'],
            firewalls: ['web'],
            volumes: ['data'],
            placementGroup: 'apart',
            image: 'debian-13',
          },
        },
      },
    ]);
  });

  it('takes a file, over which flags go, and answers at once with --detach', async () => {
    const file = path.join(cli.folder, 'request.json');
    const system = { hostname: 'db-1', authorizedKeys: [PUBLIC_KEY], modules: ['{ }'] };
    const machine = { existing: { provider: 'hcloud', account: 'main', server: '42' } };
    writeFileSync(file, JSON.stringify({ machine, system }));
    const argv = ['install', '--file', file, '--hostname', 'db-2', '--yes', '--detach', '--json'];
    const { exitCode, out } = await cli.run(argv);
    expect([exitCode, JSON.parse(out).hostname]).toEqual([0, 'db-2']);
    expect(cli.service.ports.storedRequests()).toMatchObject([{ system: { modules: ['{ }'] } }]);
  });

  it('points at each place that the service finds wrong', async () => {
    const argv = ['install', '--yes', ...flags(), '--hostname', 'Not A Name'];
    const { exitCode, err } = await cli.run(argv);
    expect(exitCode).toBe(3);
    expect(err).toContain('body /system/hostname');
  });

  it('says that the install goes on when it is left', async () => {
    const left = new AbortController();
    const onErr = (text: string): void => {
      if (text.includes('asked for\n') && text.startsWith('install')) left.abort();
    };
    const argv = ['install', '--yes', ...flags()];
    const { exitCode, err } = await cli.run(argv, { onErr, signal: left.signal });
    expect(exitCode).toBe(130);
    expect(err).toContain('goes on without you');
  });
});

describe('plan', () => {
  it('shows what is wiped and what stays, within the terminal', async () => {
    const { exitCode, out } = await cli.run(['plan', ...flags()], { onSleep: makePlans });
    expect(exitCode).toBe(0);
    expect(out).toContain('WIPED');
    expect(out).toContain(PLAN.digest);
    const rows = out.split('\n').filter((line) => !line.startsWith('warning'));
    expect(rows.every((line) => line.length <= 80)).toBe(true);
  });

  it('prints a passphrase that was made, once and to the person alone', async () => {
    const { out, err } = await cli.run(['install', ...flags(), '--luks', '--yes', '--detach']);
    const [passphrase = ''] = /[a-x2-9]{5}(\.[a-x2-9]{5}){4}/.exec(err) ?? [];
    expect(passphrase).not.toBe('');
    expect(out).not.toContain(passphrase);
    expect(cli.service.ports.storedRequests()[0]?.layout).toMatchObject({ hasLuks: true });
  });

  it('has the order of a dedicated server rehearsed, and says so', async () => {
    const file = path.join(cli.folder, 'order.json');
    const maxPrice = { monthlyGross: '60.00', setupGross: '0.00', currency: 'EUR' };
    const order = {
      provider: 'robot',
      account: 'main',
      name: 'db-2',
      channel: 'auction',
      maxPrice,
    };
    writeFileSync(file, JSON.stringify({ machine: { order }, system: { hostname: 'db-2' } }));
    const keys = ['--authorized-keys', path.join(cli.folder, 'keys.pub')];
    const onSleep = (): void => {
      const planId = cli.service.ports.engineCalls.at(-1)?.split(' ').at(-1) ?? '';
      const profile = { ...PROFILE, isRehearsed: true };
      cli.service.ports.plans.change(planId, { state: 'ready', profile });
    };
    const { exitCode, out } = await cli.run(['plan', '--file', file, ...keys, '--rehearse'], {
      onSleep,
    });
    expect(exitCode).toBe(0);
    expect(out).toContain('by the provider, in a rehearsal');
    const planId = cli.service.ports.engineCalls.at(-1)?.split(' ').at(-1) ?? '';
    expect((await cli.service.ports.plans.get(planId)).request.rehearse).toBe(true);
  });

  it('asks for leave to restart a server into rescue', async () => {
    const keys = ['--authorized-keys', path.join(cli.folder, 'keys.pub')];
    const argv = ['plan', '--server', 'web-1', '--hostname', 'web-1', ...keys];
    expect((await cli.run(argv)).exitCode).toBe(3);
    const allowed = await cli.run([...argv, '--allow-rescue'], { onSleep: makePlans });
    expect(allowed.exitCode).toBe(0);
  });
});

describe('what was installed', () => {
  const installed = async (proof: Proof = PROOF): Promise<string> => {
    const installId = await cli.service.start();
    const { tell, putDocument } = cli.service.ports;
    putDocument(installId, 'machine', {
      origin: { provider: 'hcloud', account: 'main', providerRef: '4711' },
      addresses: [{ host: PROOF.address, port: 2222 }],
    });
    putDocument(installId, 'flake', [{ path: 'modules/01.nix', text: '{ }\n' }]);
    const line = { kind: 'output', job: 'build', sequence: 1, text: 'made\u001b[2J it' } as const;
    tell(installId, {}, line);
    tell(installId, { state: 'ready', proof }, { kind: 'ready', proof });
    return installId;
  };

  it('is logged in to with its proven host key pinned, and no other taken', async () => {
    const installId = await installed();
    let knownHosts = '';
    cli.onProgram = (args) => {
      const file = args.find((one) => one.startsWith('UserKnownHostsFile='))?.split('=')[1];
      knownHosts = readFileSync(file ?? '', 'utf8');
    };
    const argv = ['ssh', installId, '--', 'uname', '-a'];
    expect((await cli.run(argv)).exitCode).toBe(0);
    expect(knownHosts).toBe(`${PROOF.knownHostsLine}\n`);
    const [args = []] = cli.programs;
    expect(args).toContain('StrictHostKeyChecking=yes');
    const tail = ['-p', '2222', '-l', 'root', PROOF.address, 'uname', '-a'];
    expect(args.slice(-tail.length)).toEqual(tail);
  });

  it('has its initrd unlocked at a terminal, with the host key of the initrd pinned', async () => {
    const installId = await installed();
    expect((await cli.run(['ssh', '--unlock', installId])).exitCode).toBe(1);
    const unlock = { port: 2222, hostKey: 'ssh-ed25519 CCCC', knownHostsLine: 'initrd line' };
    const encrypted = await installed({ ...PROOF, unlock });
    let knownHosts = '';
    cli.onProgram = (args) => {
      const file = args.find((one) => one.startsWith('UserKnownHostsFile='))?.split('=')[1];
      knownHosts = readFileSync(file ?? '', 'utf8');
    };
    expect((await cli.run(['ssh', '--unlock', encrypted])).exitCode).toBe(0);
    expect(knownHosts).toBe('initrd line\n');
    const [args = []] = cli.programs;
    expect(args).toContain('-t');
    expect(args.slice(-5)).toEqual(['-p', '2222', '-l', 'root', PROOF.address]);
  });

  it.each<[number | null, number, string]>([
    [127, 127, ''],
    [null, 1, 'could not be started'],
  ])('ends as ssh does, with its status %s', async (programStatus, exitCode, err) => {
    const installId = await installed();
    const ran = await cli.run(['ssh', installId, '--', 'no-such-command'], { programStatus });
    expect(ran).toMatchObject({ exitCode, err: expect.stringContaining(err) });
  });

  it('is not logged in to before it is proven', async () => {
    const installId = await cli.service.start();
    expect((await cli.run(['ssh', installId])).exitCode).toBe(1);
    expect(cli.programs).toEqual([]);
  });

  it('shows its output without what would move the cursor', async () => {
    const installId = await installed();
    for (const argv of [
      ['logs', installId],
      ['logs', '-f', installId],
    ]) {
      const { exitCode, out } = await cli.run(argv);
      expect([exitCode, out]).toEqual([0, expect.stringMatching(/build \| made\[2J it\n$/)]);
    }
  });

  it('tells its events after a number, one JSON value a line', async () => {
    const installId = await installed();
    const { out } = await cli.run(['events', installId, '--json', '--after', '1']);
    const kinds = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).body.kind);
    expect(kinds).toEqual(['output', 'ready']);
  });

  it('gives its flake, and writes over no file', async () => {
    const installId = await installed();
    const argv = ['flake', installId, '-o', path.join(cli.folder, 'flake')];
    expect((await cli.run(argv)).exitCode).toBe(0);
    const file = path.join(cli.folder, 'flake', 'modules', '01.nix');
    expect(readFileSync(file, 'utf8')).toBe('{ }\n');
    expect((await cli.run(argv)).exitCode).toBe(2);
  });

  it('is listed within the terminal, and shown with its proof', async () => {
    const installId = await installed();
    const { out } = await cli.run(['installs', 'list', '--state', 'ready']);
    expect(out).toContain(installId);
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect((await cli.run(['installs', 'show', installId])).out).toContain(PROOF.systemPath);
  });
});

const PROOF: Proof = {
  address: '203.0.113.7',
  hostKey: 'ssh-ed25519 AAAA',
  knownHostsLine: '[203.0.113.7]:2222 ssh-ed25519 AAAA',
  firstContact: 'first-use',
  bootIdBefore: 'a',
  bootId: 'b',
  systemPath: '/nix/store/x-nixos-system',
  mounts: [{ mountpoint: '/', source: '/dev/sda3', serials: ['S1'] }],
  arrays: [],
  failedUnits: null,
  checkedAt: '2026-11-22T12:00:00.000Z',
} as const;

const PROFILE = {
  offer: {
    provider: 'hcloud',
    channel: 'cloud',
    id: 'cx33',
    name: 'cx33',
    location: 'fsn1',
    isAvailable: true,
    architecture: 'x86_64',
    cpu: 'shared',
    cpuCores: 4,
    memoryGb: 8,
    disks: [{ kind: 'nvme', count: 1, sizeGb: 80 }],
    monthlyGross: '7.09',
    hourlyGross: null,
    setupGross: '0.00',
    ipv4MonthlyGross: '0.60',
    currency: 'EUR',
  },
  passedOver: [],
} as const;
