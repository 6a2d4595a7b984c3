/** What the phases need, made from configuration and store. */

import type { Config } from '../config.ts';
import { RequestError } from '../domain/error.ts';
import type { InstallDependencies, KexecImage } from '../install/context.ts';
import { readUploadedFlake } from '../service/flakes.ts';
import type { Store } from '../store/store.ts';
import { createInstallKeys } from './install-keys.ts';
import { createInstallRecords } from './install-records.ts';
import { createMachineRegistry } from './machine-registry.ts';
import { createWorkbench } from './workbench.ts';

/** Puts them together. */
export function createInstallDependencies(
  parts: Pick<InstallDependencies, 'shells' | 'provider' | 'clock' | 'sweepLater'> & {
    readonly config: Config;
    readonly store: Store;
  },
): InstallDependencies {
  const { config, store, shells, provider, clock, sweepLater } = parts;
  return {
    shells,
    provider,
    clock,
    sweepLater,
    records: createInstallRecords(store, createMachineRegistry(store)),
    keys: createInstallKeys(store.secrets),
    ledger: store.ledger,
    restartTimes: store.restartTimes,
    ordersPerDay: config.ordersPerDay,
    workbench: createWorkbench(config),
    uploads: { read: (flakeId) => readUploadedFlake(store, flakeId) },
    inputs: { nixpkgsUrl: config.nixpkgsUrl, diskoUrl: config.diskoUrl },
    kexecImage: (architecture) => kexecImage(config, architecture),
  };
}

function kexecImage(config: Config, architecture: string): KexecImage {
  const isKnown = architecture === 'x86_64' || architecture === 'aarch64';
  const tarball = isKnown ? config.kexecTarballs[architecture] : null;
  if (tarball !== null && tarball.sha256 !== null) {
    return { url: tarball.url, sha256: tarball.sha256, delivery: config.kexecDelivery };
  }
  throw new RequestError(
    'request.invalid',
    isKnown
      ? `The SHA-256 of the installer for ${architecture} is not configured. Nothing was touched; set IRONFLAKE_KEXEC_TARBALL_SHA256 (or …_AARCH64) to the one of the image that you trust.`
      : `There is no installer for the architecture ${architecture}. Nothing was touched.`,
    { architecture },
  );
}
