/** What we use of hcloud-js 1.4.1, which ships no types. The rest of it breaks on today's answers. */
declare module 'hcloud-js' {
  import type { AxiosInstance } from 'axios';

  export interface JsAction {
    readonly id: number;
    readonly command: string;
    readonly status: string;
    readonly error?: unknown;
  }

  export class Client {
    constructor(options: { token: string; baseURL: string; timeout: number });
    readonly axios: AxiosInstance;
    readonly actions: { get(id: number): Promise<JsAction> };
    readonly servers: {
      readonly actions: {
        powerOn(id: number): Promise<JsAction>;
        powerOff(id: number): Promise<JsAction>;
        enableRescue(
          id: number,
          type: 'linux64',
          sshKeys: readonly number[],
        ): Promise<{ readonly action: JsAction }>;
        disableRescue(id: number): Promise<JsAction>;
      };
    };
    readonly sshKeys: { delete(id: number): Promise<void> };
  }

  const hcloud: { readonly Client: typeof Client };
  // biome-ignore lint/style/noDefaultExport: the package's own CommonJS export
  export default hcloud;
}
