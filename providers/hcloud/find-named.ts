import { ProviderError } from '../../src/domain/error.ts';

/**
 * Those of a list that are referred to, by id or, where nothing has that id, by exact name; in the order
 * of the references.
 *
 * @throws ProviderError `provider.not-found`
 */
export function findNamed<T extends { readonly id: number; readonly name: string }>(
  kind: string,
  refs: readonly string[],
  all: readonly T[],
): readonly T[] {
  return refs.map((ref) => {
    const found = all.find(({ id }) => String(id) === ref) ?? all.find(({ name }) => name === ref);
    if (found !== undefined) return found;
    const known = all.map(({ name }) => name).slice(0, 10);
    throw new ProviderError(
      'provider.not-found',
      `Nothing was ordered: Hetzner Cloud has no ${kind} with the id or name "${ref}" in the project of this token, ${known.length === 0 ? 'and no other one' : `but ${known.join(', ')}`}. Check the name, and which project the account's token belongs to.`,
      { outcome: 'not-sent', kind, ref },
    );
  });
}
