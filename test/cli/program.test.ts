import { chmodSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tokenOf } from '../http/service-under-test.ts';
import { type CliUnderTest, createCliUnderTest } from './cli-under-test.ts';

let cli: CliUnderTest;

beforeEach(async () => {
  cli = await createCliUnderTest();
});

afterEach(async () => {
  await cli.close();
});

describe('the command line', () => {
  it('ends with a status for each way a call can fail', async () => {
    expect((await cli.run(['installs', 'list'])).exitCode).toBe(0);
    expect((await cli.run(['installs', 'list', '--bogus'])).exitCode).toBe(2);
    expect((await cli.run(['installs', 'show', 'none'])).exitCode).toBe(3);
    expect((await cli.run(['--url', 'http://127.0.0.1:1', 'installs', 'list'])).exitCode).toBe(4);
    expect((await cli.run(['installs', 'list'], { scope: 'wrong' })).exitCode).toBe(5);
    expect((await cli.run(['installs', 'list'], { scope: null })).exitCode).toBe(2);
  });

  it('says what went wrong and what to do about it', async () => {
    const { err } = await cli.run(['installs', 'show', 'none']);
    expect(err).toBe('error: There is no install none.\nwhat to do: Check the path and the id.\n');
  });

  it('complains in JSON to machines', async () => {
    const { err } = await cli.run(['installs', 'show', 'none', '--json']);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'request.not-found' } });
  });

  it('shows help without a service', async () => {
    const { exitCode, out } = await cli.run(['--help'], { scope: null });
    expect(exitCode).toBe(0);
    expect(out).toContain('install [options]');
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true);
  });
});

describe('login', () => {
  it('keeps URL and token for its owner alone, and never shows the token', async () => {
    const login = ['login', '--url', `${cli.url}/`];
    const { exitCode, out, err } = await cli.run(login, { scope: null, stdin: tokenOf('read') });
    expect([exitCode, (out + err).includes(tokenOf('read'))]).toEqual([0, false]);
    const file = path.join(cli.folder, 'settings', 'settings.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8')).token).toBe(tokenOf('read'));
    expect((await cli.run(['installs', 'list'], { scope: null })).exitCode).toBe(0);
  });

  it('keeps nothing when the service refuses the token', async () => {
    const login = ['login', '--url', cli.url];
    expect((await cli.run(login, { scope: null, stdin: 'wrong' })).exitCode).toBe(5);
    expect((await cli.run(['installs', 'list'], { scope: null })).exitCode).toBe(2);
  });

  it('asks for the token where a person is', async () => {
    const input = { scope: null, answers: [tokenOf('read')] };
    const { exitCode, err } = await cli.run(['login', '--url', cli.url], input);
    expect(exitCode).toBe(0);
    expect(err).toContain('Token: ');
  });

  it('shows the stored token to no other service', async () => {
    await cli.run(['login', '--url', cli.url], { scope: null, stdin: tokenOf('read') });
    const elsewhere = ['--url', 'http://127.0.0.1:1', 'installs', 'list'];
    expect((await cli.run(elsewhere, { scope: null })).exitCode).toBe(5);
  });
});

describe('doctor', () => {
  it('finds everything in place', async () => {
    const { exitCode, out } = await cli.run(['doctor']);
    expect(exitCode).toBe(0);
    expect(out).not.toContain('BAD');
  });

  it('finds a token that is not taken, and settings that others may read', async () => {
    await cli.run(['login', '--url', cli.url], { scope: null, stdin: tokenOf('read') });
    chmodSync(path.join(cli.folder, 'settings', 'settings.json'), 0o644);
    const { exitCode, out } = await cli.run(['doctor', '--json'], { scope: 'wrong' });
    const found: { check: string; isOk: boolean }[] = JSON.parse(out);
    expect(exitCode).toBe(1);
    expect(found.filter(({ isOk }) => !isOk).map(({ check }) => check)).toEqual(['file', 'token']);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('knows the verbs of a noun in %s', async (shell) => {
    const { exitCode, out } = await cli.run(['completion', shell], { scope: null });
    expect(exitCode).toBe(0);
    expect(out).toContain('list show cancel');
  });

  it('knows no other shell', async () => {
    expect((await cli.run(['completion', 'tcsh'], { scope: null })).exitCode).toBe(2);
  });
});
