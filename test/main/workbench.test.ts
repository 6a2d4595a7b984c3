import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWorkbench } from '../../src/main/workbench.ts';
import { sh } from '../../src/ssh/command.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-workbench-'));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

describe('the workbench', () => {
  it('gives each install a folder of its own, that nobody else reads, and takes it back', async () => {
    const bench = createWorkbench({
      dataDir: dir,
      allowsServiceBuilds: false,
      gitTargets: 'secure',
    });
    const folder = await bench.folder('i1');
    expect(await bench.folder('i1')).toBe(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await bench.forget('i1');
    await bench.forget('i1');
    await expect(stat(folder)).rejects.toThrow(/ENOENT/);
  });

  it('runs a command with its input, and tells both outputs', async () => {
    const { shell } = createWorkbench({
      dataDir: dir,
      allowsServiceBuilds: false,
      gitTargets: 'secure',
    });
    const done = await shell.run(sh`cat; echo ${"it's"} >&2`, { stdin: Buffer.from('in') });
    expect(done).toMatchObject({ stdout: 'in', stderr: "it's\n", exitCode: 0 });
    expect((await shell.run(sh`exit 3`, { okCodes: [3] })).exitCode).toBe(3);
  });

  it('tells the last lines of what failed', async () => {
    const { shell } = createWorkbench({
      dataDir: dir,
      allowsServiceBuilds: false,
      gitTargets: 'secure',
    });
    await expect(shell.run(sh`echo error: no such attribute >&2; exit 1`)).rejects.toMatchObject({
      code: 'machine.build-failed',
      message: expect.stringMatching(/status 1 .*no such attribute/),
    });
  });

  it('ends the command and its children at the deadline, and when it is cancelled', async () => {
    const { shell } = createWorkbench({
      dataDir: dir,
      allowsServiceBuilds: false,
      gitTargets: 'secure',
    });
    const long = sh`sleep 600 & wait`;
    await expect(shell.run(long, { deadlineMs: 50 })).rejects.toMatchObject({
      code: 'machine.deadline-passed',
    });
    const stop = new AbortController();
    const running = shell.run(long, { signal: stop.signal });
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'request.cancelled' });
  });
});
