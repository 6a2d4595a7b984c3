/** Request and facts as JSON → plan, picture and flake, with no service, network or database. */

import type { components } from '../../openapi/api.gen.ts';
import { RequestError } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import type { FlakeFile, FlakeInputs } from '../domain/plan.ts';
import { renderJson } from '../generate/facts-json.ts';
import { generateFlake } from '../generate/flake.ts';
import { renderPicture } from '../generate/picture.ts';
import { type Checked, createSchemaCheck } from '../http/check-schema.ts';
import { loadContract } from '../http/contract.ts';
import { toLayout, toSystem } from '../http/routes/install-request.ts';
import { planMachine } from '../plan/plan.ts';

export interface OfflineInput {
  /** As the contract's GenerateRequest. */
  readonly request: unknown;
  /** As the contract's Facts. */
  readonly facts: unknown;
  /** For what the request says nothing of. */
  readonly inputs: FlakeInputs;
}

/**
 * The very plan and files that the service would make. Pure but for the contract, which it reads from
 * its own folder; same input, same bytes.
 *
 * @returns plan.json, picture.svg, and the flake's files below `flake/`; paths are relative
 * @throws RequestError `request.invalid` with every breach of the two schemas, and those of `planMachine`
 */
export function makeOffline(input: OfflineInput): readonly FlakeFile[] {
  const contract = loadContract();
  const checkRequest = createSchemaCheck<components['schemas']['GenerateRequest']>(
    contract,
    'GenerateRequest',
  );
  const checkFacts = createSchemaCheck<Facts>(contract, 'Facts');
  const request = fitting('request', checkRequest(input.request));
  const facts = fitting('facts', checkFacts(input.facts));
  const plan = planMachine(
    {
      // Where the machine is and what may be wiped says nothing of the plan.
      machine: OFFLINE_MACHINE,
      erase: null,
      planDigest: null,
      system: toSystem(request.system),
      layout: toLayout(request.layout ?? { preset: 'single-ext4' }),
    },
    facts,
    { ...input.inputs, ...request.inputs },
  );
  const flake = generateFlake(plan, facts).map(({ path, text }) => ({
    path: `flake/${path}`,
    text,
  }));
  return [
    { path: 'plan.json', text: `${renderJson(plan)}\n` },
    { path: 'picture.svg', text: renderPicture(plan) },
    ...flake,
  ];
}

const OFFLINE_MACHINE = {
  kind: 'existing',
  existing: { provider: 'ssh', host: 'localhost', port: 22, user: 'root', hostKey: null },
} as const;

function fitting<T>(what: string, checked: Checked<T>): T {
  if (checked.kind === 'fits') return checked.value;
  const { breaches } = checked;
  throw new RequestError(
    'request.invalid',
    `Read the ${what}: ${breaches.slice(0, 20).join('; ')}. Its schema is in openapi/schemas; docs/examples has one that fits.`,
    { breaches },
  );
}
