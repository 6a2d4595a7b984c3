/** Name → factory; the one file that names all providers. A test compares it with the folders. */

import { createHcloudProvider } from './hcloud/index.ts';
import { createRobotProvider } from './robot/index.ts';
import { createSshProvider } from './ssh/index.ts';

/**
 * Makes a provider by its name: `PROVIDERS.hcloud({ token, endpoint, account })`,
 * `PROVIDERS.robot({ user, password, endpoint, account })`, `PROVIDERS.ssh()`.
 * Each factory takes the settings of its own kind.
 */
export const PROVIDERS = {
  hcloud: createHcloudProvider,
  robot: createRobotProvider,
  ssh: createSshProvider,
} as const;

/** Providers that can be made; a part of the domain's names. */
export type RegisteredProvider = keyof typeof PROVIDERS;
