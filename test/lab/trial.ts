/** A lab and a service that is pointed at it: what the demo and the whole-install tests run on. */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Client, createClient } from '../../src/client/client.ts';
import { type Lab, type LabOptions, startLab } from './lab.ts';
import { createServiceProcess, type ServiceProcess } from './service-process.ts';

export interface TrialOptions extends Omit<LabOptions, 'dir'> {
  /** The service builds systems on this host, and fetches for it what machines fetch. */
  readonly buildsHere?: boolean;
  /** Settings of the service besides those that point it at the lab. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Trial {
  readonly lab: Lab;
  readonly service: ServiceProcess;
  readonly client: Client;
  readonly token: string;
  /** What the service was started with; for another one beside it. */
  readonly env: Readonly<Record<string, string>>;
  readonly dir: string;
  /** The service's log so far is in this file. */
  readonly logFile: string;
  close(): Promise<void>;
}

/** Starts both; the service uses its embedded database in a temporary directory. */
export async function startTrial(options: TrialOptions): Promise<Trial> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-trial-'));
  const logFile = path.join(dir, 'service.log');
  const lab = await startLab({ ...options, dir: path.join(dir, 'machines') });
  const here = (url: string) => (options.buildsHere === true ? hostUrl(url) : url);
  const token = `trial-${randomBytes(24).toString('base64url')}`;
  const env = {
    IRONFLAKE_TOKEN: token,
    HCLOUD_TOKEN: lab.hcloud.token,
    HCLOUD_ENDPOINT: lab.hcloud.endpoint,
    ROBOT_USER: lab.robot.user,
    ROBOT_PASSWORD: lab.robot.password,
    ROBOT_ENDPOINT: lab.robot.endpoint,
    IRONFLAKE_KEXEC_TARBALL_URL: lab.artifacts.kexecTarballUrl,
    IRONFLAKE_KEXEC_TARBALL_SHA256: lab.artifacts.kexecTarballSha256,
    // Of ARM there are played machines alone, which fetch nothing.
    ...(options.machines === 'played'
      ? { IRONFLAKE_KEXEC_TARBALL_SHA256_AARCH64: lab.artifacts.kexecTarballSha256 }
      : {}),
    IRONFLAKE_NIXPKGS_URL: here(lab.artifacts.nixpkgsUrl),
    IRONFLAKE_DISKO_URL: here(lab.artifacts.diskoUrl),
    IRONFLAKE_GIT_TARGETS: 'any',
    ...(options.buildsHere === true ? BUILDING : {}),
    ...options.env,
  };
  const service = await createServiceProcess({ dataDir: path.join(dir, 'data'), logFile, env });
  await service.start().catch(async (error: unknown) => {
    // One that is merely slow would go on without anybody.
    await service.stop();
    await lab.close();
    throw error;
  });
  return {
    lab,
    service,
    token,
    env,
    dir,
    logFile,
    client: createClient({ baseUrl: service.url, token, attempts: 20 }),
    async close() {
      await service.stop();
      await lab.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Debian's Nix is not set up for a sandbox or users of its own. */
const BUILDING = {
  IRONFLAKE_SERVICE_BUILDS: 'allowed',
  NIX_CONFIG: 'sandbox = false\nbuild-users-group =\nsubstituters =\nflake-registry =\n',
};

/** What a machine fetches from the host it runs on, as that host itself fetches it. */
export function hostUrl(url: string): string {
  return url.replace('//10.0.2.2:', '//127.0.0.1:');
}
