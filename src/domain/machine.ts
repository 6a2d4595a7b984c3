/** Where machines come from; `ssh` is any host that already answers. */
export type ProviderName = 'hcloud' | 'robot' | 'ssh';

/** A TCP address at which a machine's SSH server is looked for. `host` is an IP address or a name. */
export interface SshAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * How sure we are of an SSH host key.
 * `injected`: made by us before the boot; `published`: told by the provider; `given`: by the caller;
 * `first-use`: taken from the first answer, since nobody could tell it before.
 */
export type HostKeyTrust = 'injected' | 'published' | 'given' | 'first-use';

/** A pinned SSH host key. `publicKey` is one OpenSSH line without comment: `ssh-ed25519 AAAA…`. */
export interface HostKey {
  readonly publicKey: string;
  readonly trust: HostKeyTrust;
}

/** The machine an install works on, and how its provider knows it. */
export interface MachineOrigin {
  readonly provider: ProviderName;
  /** Name of the credentials; null where there are none (ssh). */
  readonly account: string | null;
  /** The vendor's id as text; for `ssh` it is `host:port`. */
  readonly providerRef: string;
}

/** `/proc/sys/kernel/random/boot_id`: another value means another boot. */
export type BootId = string;
