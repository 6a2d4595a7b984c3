/** The operations of the contract as a table for the client: where each one is, and whether it takes a key. */

import { asObject, type Contract, type Json } from '../src/http/contract.ts';

/** The text of operations.gen.ts. */
export function renderOperations({ document, operations }: Contract): string {
  const rows = operations.map(({ operationId, method, path }) => {
    const item = asObject(asObject(document.paths ?? {})[path] ?? {});
    const own = asObject(item[method] ?? {}).parameters ?? [];
    const takesKey = [own, item.parameters ?? []].some(namesKey);
    return `  ${operationId}: { method: '${method.toUpperCase()}', path: '${path}', takesKey: ${takesKey} },\n`;
  });
  return [
    '/**\n * Made from openapi.yaml by: npm run generate:types\n * Not to be edited.\n */\n\n',
    '/** Every operation: where it is called, and whether it takes an `Idempotency-Key`. */\n',
    `export const OPERATIONS = {\n${rows.join('')}} as const;\n`,
  ].join('');
}

function namesKey(parameters: Json): boolean {
  const list: readonly Json[] = Array.isArray(parameters) ? parameters : [];
  return list.some((parameter) => asObject(parameter).name === 'Idempotency-Key');
}
