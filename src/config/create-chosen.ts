import { AppError } from '../common/errors.js';
import type { ProviderKind } from '../common/provider-definition.js';
import type { ChosenProviders } from './load-config.js';

/** Builds the provider that the environment chose for `kind`. */
export async function createChosen<Product, Needs>(
  kind: ProviderKind<Product, Needs>,
  chosen: ChosenProviders,
  needs: Needs,
): Promise<Product> {
  const choice = chosen.get(kind.variable);
  const definition = kind.definitions.find((known) => known.name === choice?.name);
  if (!choice || !definition)
    throw new AppError('CONFIG_INVALID', `${kind.variable} is not configured`);
  return definition.create(choice.options, needs);
}
