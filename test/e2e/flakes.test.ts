/** Callers' own flakes on QEMU machines, through the API: extended with a secret and pushed, and built by the service. */

import { describe, expect, it } from '@jest/globals';
import { runLifeScenario } from '../lab/life/scenarios.ts';

const log = (line: string) => void process.stderr.write(`${line}\n`);

describe("a caller's own flake", () => {
  it('is uploaded, extended, installed with a secret file, and pushed', async () => {
    const outcome = await runLifeScenario('extend-flake', 'bios', log);
    expect(outcome).toMatchObject({ state: 'ready' });
  });

  it('is built where the service runs, and copied to the machine', async () => {
    const outcome = await runLifeScenario('build-service', 'bios', log);
    expect(outcome).toMatchObject({ state: 'ready' });
  });
});
