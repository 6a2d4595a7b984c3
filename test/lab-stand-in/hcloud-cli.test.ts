/**
 * The vendor's own command line client, Debian's `hcloud-cli`, against the stand-in: a program that nobody here wrote
 * has to find everything where the vendor has it.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFakeMachine, type FakeMachine } from '../lab/fake-machine.ts';
import { createHcloudStandIn, type ListeningStandIn } from '../lab/hcloud.ts';
import { newPublicKey } from './project-under-test.ts';

const run = promisify(execFile);
const machines: FakeMachine[] = [];
const standIn = createHcloudStandIn({
  actionMs: 20,
  makeMachine({ name, nextBoot, address = `127.9.1.${machines.length + 1}` }) {
    const machine = createFakeMachine({ name, address, nextBoot });
    machines.push(machine);
    return machine;
  },
});
let listening: ListeningStandIn;
let dir: string;

beforeAll(async () => {
  listening = await standIn.listen();
  dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-hcloud-cli-'));
  await writeFile(path.join(dir, 'key.pub'), `${newPublicKey()}\n`);
});
afterAll(async () => {
  await listening.close();
  await rm(dir, { recursive: true, force: true });
});

/** Runs the client; rejects, with what it said, when it ends with another status than 0. */
async function hcloud(command: string): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: dir,
    HCLOUD_ENDPOINT: listening.endpoint,
    HCLOUD_TOKEN: listening.token,
  };
  const args = [...command.split(' '), '--poll-interval=20ms'];
  return (await run('hcloud', args, { env, cwd: dir, timeout: 30_000 })).stdout;
}

async function post(where: string, body: object): Promise<void> {
  const answer = await fetch(`${listening.endpoint}${where}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${listening.token}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** A list as JSON. */
async function list(command: string): Promise<unknown> {
  return JSON.parse(await hcloud(`${command} list -o json`));
}

const lastBoot = () => machines.at(-1)?.boots.at(-1)?.kind;

describe('the vendor’s own client', () => {
  it('lists what is on offer', async () => {
    expect(await hcloud('server-type list')).toMatch(/cax11 +2 +shared +4.0 GB +40 GB/);
    expect(await hcloud('image list')).toMatch(/debian-13/);
    expect(await hcloud('location list')).toMatch(/fsn1.*Falkenstein/);
    expect(await hcloud('iso list')).toMatch(/nixos-minimal/);
  });

  it('is refused with another token', async () => {
    const env = {
      PATH: process.env.PATH,
      HCLOUD_ENDPOINT: listening.endpoint,
      HCLOUD_TOKEN: 'x'.repeat(64),
    };
    await expect(run('hcloud', ['server', 'list'], { env })).rejects.toMatchObject({
      stderr: expect.stringContaining('unauthorized'),
    });
  });

  it('makes everything that a server may need, and finds it again', async () => {
    await hcloud('ssh-key create --name ops --public-key-from-file key.pub');
    await hcloud('network create --name private --ip-range 10.0.0.0/16');
    await hcloud(
      'network add-subnet private --type cloud --network-zone eu-central --ip-range 10.0.0.0/24',
    );
    await hcloud('firewall create --name ssh-only');
    await hcloud(
      'firewall add-rule ssh-only --direction in --protocol tcp --port 22 --source-ips 0.0.0.0/0',
    );
    await hcloud('placement-group create --name apart --type spread');
    await hcloud('volume create --name data --size 10 --location fsn1');

    expect(await list('ssh-key')).toMatchObject([{ name: 'ops' }]);
    expect(await list('network')).toMatchObject([
      { name: 'private', subnets: [{ ip_range: '10.0.0.0/24' }] },
    ]);
    expect(await list('firewall')).toMatchObject([{ name: 'ssh-only', rules: [{ port: '22' }] }]);
    expect(await list('placement-group')).toMatchObject([{ name: 'apart', type: 'spread' }]);
    expect(await list('volume')).toMatchObject([{ name: 'data', size: 10, server: null }]);
  });

  it('creates a server with all of it', async () => {
    const created = await hcloud(
      'server create --name web-1 --type cx23 --image debian-13 --location fsn1 --ssh-key ops --without-ipv4 ' +
        '--network private --firewall ssh-only --placement-group apart --volume data --label team=a',
    );
    expect(created).toMatch(/Server \d+ created/);
    expect(await list('server')).toMatchObject([
      {
        name: 'web-1',
        status: 'running',
        labels: { team: 'a' },
        private_net: [{ ip: '10.0.0.2' }],
        volumes: [expect.any(Number)],
      },
    ]);
    const described = await hcloud('server describe web-1');
    expect(described).toMatch(/Name:\s+web-1/);
    expect(described).toMatch(/IP:\s+10\.0\.0\.2/);
    expect(described).toMatch(/Placement Group:\s+ID:\s+\d+\s+Name:\s+apart/);
    expect(lastBoot()).toBe('image');
  });

  it('assigns a primary IP to a server that is off, and takes it back', async () => {
    // This client can only name a datacenter here, which the vendor removed on 2026-07-01.
    const create = 'primary-ip create --name web --type ipv4';
    await expect(hcloud(`${create} --datacenter fsn1-dc14`)).rejects.toMatchObject({
      stderr: expect.stringContaining("'datacenter'"),
    });
    await post('/primary_ips', { name: 'web', type: 'ipv4', location: 'fsn1' });
    await hcloud('server poweroff web-1');
    const [server] = standIn.state.snapshot().servers;
    await hcloud(`primary-ip assign web --server ${server?.id}`);
    expect(await list('primary-ip')).toMatchObject([
      { name: expect.stringContaining('ipv6'), type: 'ipv6' },
      { name: 'web', type: 'ipv4', assignee_id: server?.id },
    ]);
    await hcloud('primary-ip unassign web');
    await hcloud('primary-ip delete web');
    await hcloud('server poweron web-1');
  });

  it('restarts the server, into the rescue system once it is armed', async () => {
    await hcloud('server reboot web-1');
    expect(lastBoot()).toBe('disk');
    await hcloud('server enable-rescue web-1 --ssh-key ops');
    await hcloud('server reset web-1');
    expect(lastBoot()).toBe('rescue');
    await hcloud('server poweroff web-1');
    expect(machines.at(-1)?.power()).toBe('off');
  });

  it('deletes all of it again', async () => {
    await hcloud('server enable-protection web-1 delete rebuild');
    await expect(hcloud('server delete web-1')).rejects.toMatchObject({
      stderr: expect.stringContaining('protected'),
    });
    await hcloud('server disable-protection web-1 delete rebuild');
    await hcloud('server delete web-1');
    // This client does not wait for the action that sets the volume free.
    while ((await hcloud('server list -o noheader')).trim() !== '') await delay(50);
    for (const one of [
      'volume delete data',
      'placement-group delete apart',
      'network delete private',
    ]) {
      await hcloud(one);
    }
    await hcloud('firewall delete ssh-only');
    await hcloud('ssh-key delete ops');
    for (const kind of [
      'server',
      'ssh-key',
      'network',
      'firewall',
      'placement-group',
      'volume',
      'primary-ip',
    ]) {
      expect((await hcloud(`${kind} list -o noheader`)).trim()).toBe('');
    }
  });
});
