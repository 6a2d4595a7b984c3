/** Calls about accounts, offers, tokens, webhooks and the audit log. */

import type { BodyOf, CallOperation, CallOptions, CreateOptions, Input, Result } from './call.ts';
import type { Sleep } from './send.ts';
import { type SettleOptions, settle } from './settle.ts';

type AccountPath = Input<'getAccount'>['path'];

/** Makes them. */
export function createSideCalls(call: CallOperation, pause: Sleep) {
  return {
    accounts: createAccountCalls(call, pause),
    offers: {
      /** One page of what can be ordered now, with its age. */
      list: (query: NonNullable<Input<'listOffers'>['query']> = {}, given?: CallOptions) =>
        call('listOffers', { query, ...given }),
    },
    tokens: {
      list: (given?: CallOptions) => call('listTokens', { ...given }),
      /** Its text is in this one answer. */
      create: (body: BodyOf<'createToken'>, given?: CallOptions) =>
        call('createToken', { body, ...given }),
      revoke: (tokenId: string, given?: CallOptions) =>
        call('revokeToken', { path: { tokenId }, ...given }),
    },
    webhooks: createWebhookCalls(call),
    audit: {
      /** One page, oldest first. */
      list: (query: NonNullable<Input<'readAudit'>['query']> = {}, given?: CallOptions) =>
        call('readAudit', { query, ...given }),
    },
  };
}

function createAccountCalls(call: CallOperation, pause: Sleep) {
  const get = (path: AccountPath, given?: CallOptions) => call('getAccount', { path, ...given });
  return {
    list: (given?: CallOptions) => call('listAccounts', { ...given }),
    get,
    /** Stores credentials, and has them checked. */
    add: (body: BodyOf<'addAccount'>, given?: CreateOptions) =>
      call('addAccount', { body, ...given }),
    /** Replaces the credentials. */
    change: (path: AccountPath, body: BodyOf<'changeAccount'>, given?: CallOptions) =>
      call('changeAccount', { path, body, ...given }),
    check: (path: AccountPath, given?: CallOptions) => call('checkAccount', { path, ...given }),
    delete: (path: AccountPath, given?: CallOptions) => call('deleteAccount', { path, ...given }),
    /** Waits until the vendor has been asked. */
    checked: (path: AccountPath, given?: SettleOptions): Promise<Result<'getAccount'>> =>
      settle(
        pause,
        (options) => get(path, options),
        ({ state }) => state === 'checking',
        given,
      ),
  };
}

function createWebhookCalls(call: CallOperation) {
  return {
    list: (given?: CallOptions) => call('listWebhooks', { ...given }),
    get: (webhookId: string, given?: CallOptions) =>
      call('getWebhook', { path: { webhookId }, ...given }),
    /** Its secret is in this one answer. */
    create: (body: BodyOf<'createWebhook'>, given?: CallOptions) =>
      call('createWebhook', { body, ...given }),
    change: (webhookId: string, body: BodyOf<'changeWebhook'>, given?: CallOptions) =>
      call('changeWebhook', { path: { webhookId }, body, ...given }),
    delete: (webhookId: string, given?: CallOptions) =>
      call('deleteWebhook', { path: { webhookId }, ...given }),
    test: (webhookId: string, given?: CallOptions) =>
      call('testWebhook', { path: { webhookId }, ...given }),
    /** Sends everything after an event again. */
    replay: (webhookId: string, after: number, given?: CallOptions) =>
      call('replayWebhook', { path: { webhookId }, body: { after }, ...given }),
  };
}
