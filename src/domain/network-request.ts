/** What a machine's own facts cannot tell of its network. */

/** A VLAN on the link that leads out; as a vSwitch of Hetzner's is. */
export interface VlanRequest {
  readonly id: number;
  /** With prefix lengths, as `10.0.1.2/24`. */
  readonly addresses: readonly string[];
  readonly routes: readonly { readonly destination: string; readonly gateway: string }[];
  readonly mtuBytes: number;
}

export interface NetworkRequest {
  /** Of the link that leads out, beside its measured ones; with prefix lengths, as `203.0.113.9/29`. */
  readonly addresses: readonly string[];
  readonly vlans: readonly VlanRequest[];
}
