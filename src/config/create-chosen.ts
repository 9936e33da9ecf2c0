import { AppError } from '../common/errors.js';
import type { ProviderKind, Reliance } from '../common/provider-definition.js';
import type { ChosenProviders } from './load-config.js';

/** Builds the provider that the environment chose for `kind`. */
export async function createChosen<Product, Needs>(
  kind: ProviderKind<Product, Needs>,
  chosen: ChosenProviders,
  needs: Needs,
): Promise<Product> {
  const choice = chosen.get(kind.variable);
  if (!choice) throw new AppError('CONFIG_INVALID', `${kind.variable} is not configured`);
  return create(kind, choice, needs);
}

export interface Standby<Product> {
  readonly name: string;
  readonly reliance: Reliance;
  readonly start: () => Promise<Product>;
}

/** How to build the one that stands by for the chosen provider; null when there is none. */
export function standbyFor<Product, Needs>(
  kind: ProviderKind<Product, Needs>,
  chosen: ChosenProviders,
  needs: Needs,
): Standby<Product> | null {
  const standby = chosen.get(kind.variable)?.standby;
  if (!standby) return null;
  const { name, reliance } = standby;
  return { name, reliance, start: async () => create(kind, standby, needs) };
}

async function create<Product, Needs>(
  { variable, definitions }: ProviderKind<Product, Needs>,
  { name, options }: { readonly name: string; readonly options: object },
  needs: Needs,
): Promise<Product> {
  const definition = definitions.find((known) => known.name === name);
  if (!definition) throw new AppError('CONFIG_INVALID', `${variable} is not configured`);
  return definition.create(options, needs);
}
