/** Where a system is built, and from where parts of it may be fetched. */

/** A binary cache beside the usual one. */
export interface Substituter {
  readonly url: string;
  /** `NAME:BASE64`, as nix-store made it. */
  readonly publicKey: string;
}

export interface BuildRequest {
  /** `target`: on the machine. `service`: where this service runs. `store-paths`: nowhere, it was built before. */
  readonly place: 'target' | 'service' | 'store-paths';
  readonly substituters: readonly Substituter[];
  /** Of `store-paths`: the system, and disko's formatMount. */
  readonly paths?: { readonly system: string; readonly disko: string };
}
