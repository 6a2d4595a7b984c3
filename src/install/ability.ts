/** A provider's group of calls, where it has the ability. */

import type { AbilityName, Provider } from '../../providers/provider.ts';
import { ProviderError } from '../domain/error.ts';

type Group = 'ordering' | 'rescue' | 'power';

const ABILITY: Readonly<Record<Group, AbilityName>> = {
  ordering: 'order',
  rescue: 'rescue',
  power: 'reset',
};

/** @throws ProviderError `provider.unsupported`, with the provider's own reason */
export function withAbility<G extends Group>(
  provider: Provider,
  group: G,
): NonNullable<Provider[G]> {
  const found: Provider[G] = provider[group];
  if (found !== null) return found;
  const { note } = provider.abilities[ABILITY[group]];
  throw new ProviderError(
    'provider.unsupported',
    `The provider ${provider.name} has no ability "${ABILITY[group]}": ${note}`,
    { provider: provider.name, ability: ABILITY[group] },
  );
}
