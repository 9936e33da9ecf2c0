import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import { AppError } from '../common/errors.js';
import type { ProviderDefinition, ProviderKind, Reliance } from '../common/provider-definition.js';
import { Settings } from './settings.js';

/** The environment as the process was given it: names and text. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** A chosen provider: its name, the validated variables of its own, and what it relies on. */
export interface ChosenProvider {
  readonly name: string;
  readonly options: object;
  readonly reliance: Reliance;
  /** The one that stands by for it, when the kind has such and it is another. */
  readonly standby?: Omit<ChosenProvider, 'standby'>;
}

/** By the variable that chose them. */
export type ChosenProviders = ReadonlyMap<string, ChosenProvider>;

export interface Configuration {
  readonly settings: Settings;
  readonly chosen: ChosenProviders;
}

/** All that is wrong with the environment, a line each, naming variables and never their values. */
export class ConfigurationError extends AppError {
  constructor(readonly problems: readonly string[]) {
    super('CONFIG_INVALID', ['the environment is not usable:', ...problems].join('\n  - '));
  }
}

/** Reads and validates the environment for the core and for the chosen provider of each kind. */
export function loadConfiguration(
  raw: RawEnvironment,
  kinds: readonly ProviderKind<unknown, never>[],
  defaults: Readonly<Record<string, string>>,
): Configuration {
  const problems: string[] = [];
  const settings = parse(Settings, raw, problems);
  const found: Found[] = [];
  for (const kind of kinds) {
    const { variable, definitions } = kind;
    const name = raw[variable] ?? defaults[variable];
    const definition = definitions.find((candidate) => candidate.name === name);
    if (definition) {
      const options = parse(definition.environment, raw, problems);
      found.push({ variable, definition, options, ...standbyOf(kind, definition, raw, problems) });
    } else {
      problems.push(
        `${variable} must be one of: ${definitions.map((known) => known.name).join(', ')}`,
      );
    }
  }
  if (problems.length > 0) throw new ConfigurationError([...new Set(problems)]);
  return { settings, chosen: new Map(found.map((each) => [each.variable, chosenProvider(each)])) };
}

type Definition = ProviderDefinition<unknown, never>;

interface Found {
  readonly variable: string;
  readonly definition: Definition;
  readonly options: object;
  readonly standby?: Pick<Found, 'definition' | 'options'>;
}

function standbyOf(
  { definitions, standby }: ProviderKind<unknown, never>,
  chosen: Definition,
  raw: RawEnvironment,
  problems: string[],
): Pick<Found, 'standby'> {
  const definition = definitions.find(({ name }) => name === standby);
  if (!definition || definition === chosen) return {};
  return { standby: { definition, options: parse(definition.environment, raw, problems) } };
}

function chosenProvider({ definition, options, standby }: Omit<Found, 'variable'>): ChosenProvider {
  const { name, reliesOn } = definition;
  const reliance = reliesOn?.(options) ?? {};
  return { name, options, reliance, ...(standby && { standby: chosenProvider(standby) }) };
}

function parse<T extends object>(type: new () => T, raw: RawEnvironment, problems: string[]): T {
  const given = variablesOf(type)
    .map((name) => [name, raw[name]] as const)
    .filter(([, text]) => text !== undefined && text !== '');
  const value = plainToInstance(type, Object.fromEntries(given), { exposeDefaultValues: true });
  for (const error of validateSync(value, { forbidUnknownValues: false, stopAtFirstError: true })) {
    problems.push(...Object.values(error.constraints ?? {}));
  }
  return value;
}

/** The variables that a class of the environment declares, which are those it validates. */
export function variablesOf(type: new () => object): readonly string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}
