import { describe, expect, it } from '@jest/globals';
import { isScope } from '../../src/http/auth.ts';
import { asObject, loadContract } from '../../src/http/contract.ts';

const contract = loadContract();

/** Every object schema with its place. */
function objects(node: unknown, place = '#'): readonly (readonly [string, object])[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.entries(node).flatMap(([key, value]) => objects(value, `${place}/${key}`));
  return 'type' in node && node.type === 'object' ? [[place, node], ...inner] : inner;
}

describe('the contract', () => {
  it('gives each operation an id of its own and a scope that exists', () => {
    const ids = contract.operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, scope } of contract.operations) {
      if (path.startsWith('/v1/')) expect(scope !== null && isScope(scope)).toBe(true);
    }
  });

  it('takes an Idempotency-Key on every POST', () => {
    const without = contract.operations.filter(({ path, method }) => {
      const item = asObject(asObject(contract.document.paths ?? {})[path] ?? {});
      const { parameters = [] } = asObject(item[method] ?? {});
      return method === 'post' && !JSON.stringify(parameters).includes('"name":"Idempotency-Key"');
    });
    expect(without.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('says of every object whether it may hold more than is named', () => {
    const open = objects(contract.document)
      .filter(([, schema]) => !('additionalProperties' in schema) && !('oneOf' in schema))
      .map(([place]) => place);
    expect(open).toEqual([]);
  });

  it('refers only to its own components', () => {
    const refs = [...JSON.stringify(contract.document).matchAll(/"\$ref":"([^"]+)"/g)];
    const elsewhere = refs.map(([, ref]) => ref).filter((ref) => !ref?.startsWith('#/components/'));
    expect(refs.length).toBeGreaterThan(10);
    expect(elsewhere).toEqual([]);
  });

  it('takes the body of an install for a plan too', () => {
    const { schemas } = asObject(contract.document.components ?? {});
    const propertiesOf = (name: string) =>
      Object.keys(asObject(asObject(asObject(schemas ?? {})[name] ?? {}).properties ?? {}));
    expect(propertiesOf('PlanRequest').sort()).toEqual(
      [...propertiesOf('InstallRequest'), 'allowRescue', 'rehearse'].sort(),
    );
  });

  it('holds no null, which a comma in an unquoted YAML text would leave behind', () => {
    expect(JSON.stringify(contract.document)).not.toContain(':null');
  });
});
