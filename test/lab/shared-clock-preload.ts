/**
 * Loaded into the service before anything else (`NODE_OPTIONS=--import …`): the clock that its workflows and its
 * providers are given, `Date.now` and `setTimeout` of `node:timers/promises`, goes by the file of a shared clock.
 * Plain timers, and with them SSH, HTTP and the engine's own, stay as they are; so does the database, in its thread.
 */

import { createRequire, syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { readSharedTime } from './shared-clock.ts';

const file = process.env.LAB_CLOCK_FILE;

if (isMainThread && file !== undefined) {
  const time = readSharedTime(file);
  const timers = createRequire(import.meta.url)('node:timers/promises');
  Date.now = time.now;
  timers.setTimeout = async <T>(ms: number, value: T, options: object) => {
    await time.sleep(ms, options);
    return value;
  };
  syncBuiltinESMExports();
}
