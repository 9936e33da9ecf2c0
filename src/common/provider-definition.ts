import type { VendorServer } from './vendors/vendor-server.js';

/** A class of class-validator properties, each named like the environment variable it holds. */
export type EnvironmentClass<T extends object> = new () => T;

/** What a provider cannot do without outside this process, for health and `npm run doctor` to look at. */
export interface Reliance {
  readonly servers?: readonly VendorServer[];
  /** Paths under `models/` of BAKAME_HOME; a folder ends in a slash. */
  readonly modelFiles?: readonly string[];
}

/**
 * One provider: its name in the environment variable, the variables of its own, and how to build it.
 * `Needs` is what every provider of the kind is given beside its variables.
 */
export interface ProviderDefinition<Product, Needs, Env extends object = object> {
  readonly name: string;
  readonly environment: EnvironmentClass<Env>;
  readonly reliesOn?: (env: Env) => Reliance;
  readonly create: (env: Env, needs: Needs) => Product | Promise<Product>;
}

/** Checks a definition's types against each other and returns it with the environment's type erased. */
export function defineProvider<Product, Needs, Env extends object>(
  definition: ProviderDefinition<Product, Needs, Env>,
): ProviderDefinition<Product, Needs> {
  return definition as unknown as ProviderDefinition<Product, Needs>;
}

/** A kind of provider: the variable that chooses, and what it chooses from. */
export interface ProviderKind<Product, Needs> {
  readonly variable: 'ASR_PROVIDER' | 'TTS_PROVIDER' | 'LLM_PROVIDER';
  readonly definitions: readonly ProviderDefinition<Product, Needs>[];
  /** The name of the one that can stand by for the others, because it needs no vendor. */
  readonly standby?: string;
}
