/** What the phases are given: their record, the shells, the provider, and the words of the engine. */

import type { Provider } from '../../providers/provider.ts';
import type { Phase } from '../domain/install.ts';
import type { HostKey, ProviderName, SshAddress } from '../domain/machine.ts';
import type { FlakeInputs } from '../domain/plan.ts';
import type { InstallRequest } from '../domain/request.ts';
import type { Shell, Shells, SshTarget } from '../ssh/shell.ts';
import type { Clock } from '../workflow/clock.ts';
import type { SpendLedger } from '../workflow/spend.ts';
import type { InstallRecords } from './records.ts';
import type { RestartTimes } from './restart-wait.ts';

/** One SSH key pair in OpenSSH form. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/**
 * The keys of one install, made before anything else and sealed in the store.
 * `access` logs in, `firstHost` is the host key of an ordered machine's first boot, `finalHost` that of
 * the installed system, `initrdHost` that of its initrd where that waits to be unlocked.
 */
export type KeyRole = 'access' | 'firstHost' | 'finalHost' | 'initrdHost';

export interface InstallKeys {
  /** The same pair each time it is asked for. */
  get(installId: string, role: KeyRole): Promise<KeyPair>;
  /** The caller's own private key for a host that is simply there; null when none was given. */
  givenAccess(installId: string): Promise<string | null>;
  /** A secret that the request brought, by its name; null when none was given. */
  given(installId: string, name: string): Promise<string | null>;
  /** Forgets every private key of an install that has ended. May be repeated. */
  forget(installId: string): Promise<void>;
}

/** The kexec installer of one architecture. */
export interface KexecImage {
  /** http(s) URL, or a file of the service's own disk. */
  readonly url: string;
  readonly sha256: string;
  /** `target`: the machine fetches it; `service`: we stream it over SSH. */
  readonly delivery: 'target' | 'service';
}

/** The host that the service runs on, for the install's own commands alone. */
export interface Workbench {
  /** Whether systems may be evaluated and built here. */
  readonly allowsBuilds: boolean;
  /** What git may speak, as `https:ssh`. */
  readonly gitProtocols: string;
  /** A private folder of the install. May be repeated. */
  folder(installId: string): Promise<string>;
  /** Removes it. May be repeated. */
  forget(installId: string): Promise<void>;
  /**
   * Runs a command with bash, as `Shell.run` does on a machine.
   *
   * @throws MachineError `machine.build-failed` with the last lines, `machine.deadline-passed`
   */
  readonly shell: Pick<Shell, 'run'>;
}

export interface InstallDependencies {
  readonly provider: (name: ProviderName, account: string | null) => Provider;
  readonly shells: Shells;
  readonly records: InstallRecords;
  readonly keys: InstallKeys;
  readonly ledger: SpendLedger;
  readonly restartTimes: RestartTimes;
  /** How many machines may be ordered in 24 hours with one account. */
  readonly ordersPerDay: number;
  readonly inputs: FlakeInputs;
  readonly workbench: Workbench;
  /** An uploaded flake, tar and gzip, as it was packed anew. @throws RequestError `request.not-found` */
  readonly uploads: { read(flakeId: string): Promise<Buffer> };
  /** @throws RequestError where no image is configured for this architecture */
  readonly kexecImage: (architecture: string) => KexecImage;
  readonly clock: Clock;
  /** Has removed at the vendor, some time later, what could not be removed now. From a workflow only, in no step. */
  readonly sweepLater: (leftovers: {
    readonly provider: ProviderName;
    readonly account: string | null;
    readonly operationId: string;
  }) => Promise<void>;
}

/** One execution of an install; `machineMs` adds up what the steps of the present phase reported. */
export interface InstallRun {
  readonly installId: string;
  readonly request: InstallRequest;
  readonly deps: InstallDependencies;
  machineMs: number;
  phase: Phase;
  /** 1 when absent; a later try has records and step names of its own. */
  readonly attempt?: number;
  /** The installer, once it was seen. */
  installer?: Contact;
  /** Disks that an earlier try had leave to wipe. */
  permittedDisks?: readonly string[];
  /** Ends the names of jobs on a boot that others may have used before: a job runs once a boot. */
  jobTag?: string;
}

/** Which private key opens a contact. */
export type AccessRole = 'access' | 'given';

/** A way onto one boot of the machine; holds no secret, so that it may be stored. */
export interface Contact {
  readonly addresses: readonly SshAddress[];
  readonly user: string;
  readonly hostKey: HostKey | null;
  readonly access: AccessRole;
  /** The boot that was seen there. */
  readonly bootId: string;
}

/** A contact plus its private key; call in a step only, and store nothing of it. */
export async function targetOf(
  run: InstallRun,
  contact: Pick<Contact, 'addresses' | 'user' | 'hostKey' | 'access'>,
): Promise<SshTarget> {
  const { addresses, user, hostKey } = contact;
  const own = async () => (await run.deps.keys.get(run.installId, 'access')).privateKey;
  const given = contact.access === 'given' ? await run.deps.keys.givenAccess(run.installId) : null;
  return { addresses, user, hostKey, privateKey: given ?? (await own()) };
}
