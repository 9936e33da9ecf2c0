import { distinctServers } from '../common/vendors/vendor-server.js';
import { ConfigurationError, type Configuration, type RawEnvironment } from '../config/index.js';
import { detectorFiles } from '../speech/index.js';
import { clockCheck } from './checks/clock-check.js';
import { databaseCheck } from './checks/database-check.js';
import { diskCheck } from './checks/disk-check.js';
import { localModelsCheck } from './checks/local-models-check.js';
import { nodeCheck } from './checks/node-check.js';
import { publicUrlCheck } from './checks/public-url-check.js';
import { redisCheck } from './checks/redis-check.js';
import { twilioCheck } from './checks/twilio-check.js';
import { vendorCheck } from './checks/vendor-check.js';
import { examine } from './examine.js';
import { fault, ok, skipped, type Check, type Finding } from './finding.js';

export interface Machine {
  readonly nodeVersion: string;
  readonly now: () => Date;
}

/** Validates an environment; throws ConfigurationError with every problem at once. */
export type Configure = (environment: RawEnvironment) => Configuration;

const variables = 'variables';

/** Examines the configuration that the environment describes, all parts side by side. */
export async function diagnose(
  environment: RawEnvironment,
  configure: Configure,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const node = nodeCheck(machine.nodeVersion);
  const { completed, embedded } = withEmbeddedStores(environment);
  let configuration: Configuration;
  try {
    configuration = configure(completed);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problems = error.problems.map((problem) => fault(variables, problem));
    const rest = skipped('the rest', 'is looked at when the variables are in order');
    return [...(await examine([node], signal)), ...problems, rest];
  }
  const checks = [...storeChecks(configuration, embedded), ...checksOf(configuration, machine)];
  const who = [...configuration.chosen].map(([variable, { name }]) => `${variable}=${name}`);
  const [nodeFindings, found] = await Promise.all([
    examine([node], signal),
    examine(checks, signal),
  ]);
  return [...nodeFindings, ok(variables, `valid; ${who.join(' ')}`), ...found];
}

const storeVariables = ['DATABASE_URL', 'REDIS_URL'] as const;
const stores = {
  DATABASE_URL: { name: 'PostgreSQL', placeholder: 'postgres://embedded', check: databaseCheck },
  REDIS_URL: { name: 'Redis', placeholder: 'redis://embedded', check: redisCheck },
} as const;

/** Outside production, `npm run dev` starts the stores that no variable names. */
function withEmbeddedStores(environment: RawEnvironment): {
  readonly completed: RawEnvironment;
  readonly embedded: ReadonlySet<string>;
} {
  const isProduction = environment['NODE_ENV'] === 'production';
  const unset = storeVariables.filter((name) => !isProduction && !environment[name]);
  const completed: Record<string, string | undefined> = { ...environment };
  for (const name of unset) completed[name] = stores[name].placeholder;
  return { completed, embedded: new Set(unset) };
}

function storeChecks({ settings }: Configuration, embedded: ReadonlySet<string>): readonly Check[] {
  return storeVariables.map((variable) => {
    const { name, check } = stores[variable];
    if (!embedded.has(variable)) return check(settings[variable]);
    const says = skipped(name, `npm run dev starts its own; set ${variable} for another`);
    return { subject: name, timeoutMs: 1000, run: async () => Promise.resolve([says]) };
  });
}

function checksOf({ settings, chosen }: Configuration, { now }: Machine): readonly Check[] {
  const reliances = [...chosen.values()].map(({ reliance }) => reliance);
  const servers = distinctServers(reliances.flatMap(({ servers = [] }) => servers));
  const { needed, optional } = detectorFiles(settings);
  const modelFiles = [...reliances.flatMap(({ modelFiles = [] }) => modelFiles), ...needed];
  const clocks = [...servers.map(({ keyUrl }) => keyUrl), settings.TWILIO_API_BASE_URL];
  return [
    ...servers.map((server) => vendorCheck(server, now)),
    twilioCheck(settings),
    publicUrlCheck(settings),
    localModelsCheck(settings.BAKAME_HOME, modelFiles, optional),
    diskCheck(settings),
    clockCheck(clocks, now),
  ];
}
