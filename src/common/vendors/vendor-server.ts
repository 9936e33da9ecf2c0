import { AppError } from '../errors.js';
import type { HealthCheckName } from '../health-check.js';
import { isRecord } from '../is-record.js';
import type { OfferedModel } from './offered-model.js';

/** A model that the configuration chose, and the variable that chose it. */
export interface ChosenModel {
  readonly variable: string;
  readonly id: string;
}

/**
 * A server that a provider asks, as health and `npm run doctor` look at it: by requests that are free,
 * and with the names of the variables that an operator would correct.
 */
export interface VendorServer {
  /** As people call it, e.g. "OpenAI". */
  readonly name: string;
  /** Under which the health page reports it; none for a server that it does not know. */
  readonly healthCheck?: HealthCheckName;
  /** A free GET that a wrong key makes fail, where the server wants one at all. */
  readonly keyUrl: string;
  /** A free GET of the list of models. */
  readonly modelsUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly urlVariable: string;
  readonly keyVariable: string;
  readonly models: readonly ChosenModel[];
  /** False for a server that may answer to a name which it does not list. */
  readonly mindsModelIds: boolean;
  /** Understands the body of `modelsUrl`; what cannot be understood offers nothing. */
  readonly readModels: (body: unknown) => readonly OfferedModel[];
}

/** One entry for each address and key, with the models of all who named it. */
export function distinctServers(servers: readonly VendorServer[]): readonly VendorServer[] {
  const distinct = new Map<string, VendorServer>();
  for (const server of servers) {
    const key = JSON.stringify([server.keyUrl, server.headers]);
    const models = [...(distinct.get(key)?.models ?? []), ...server.models];
    distinct.set(key, { ...server, models });
  }
  return [...distinct.values()];
}

/**
 * Sends the free request that proves address and key.
 * @throws AppError that says what is wrong and which variable to correct; never the server's own words.
 */
export async function proveKey(server: VendorServer, signal: AbortSignal): Promise<void> {
  const response = await askFree(server, server.keyUrl, signal);
  await response.body?.cancel();
}

/** The models that the server offers. @throws AppError as `proveKey` does. */
export async function listModels(
  server: VendorServer,
  signal: AbortSignal,
): Promise<readonly OfferedModel[]> {
  const response = await askFree(server, server.modelsUrl, signal);
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw new AppError(
      'PROVIDER_PROTOCOL',
      `its list of models is not JSON: correct ${server.urlVariable}`,
      { cause },
    );
  });
  return server.readModels(body);
}

async function askFree(server: VendorServer, url: string, signal: AbortSignal): Promise<Response> {
  const { headers, urlVariable } = server;
  const response = await fetch(url, { headers, signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new AppError(
      'PROVIDER_UNAVAILABLE',
      `cannot be reached (${networkCode(cause)}): check ${urlVariable} and the network`,
      { cause },
    );
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw refusal(server, response.status);
}

function refusal({ keyVariable, urlVariable }: VendorServer, status: number): AppError {
  if (status === 401 || status === 403)
    return new AppError(
      'PROVIDER_REJECTED',
      `refuses the key (HTTP ${status}): correct ${keyVariable}`,
    );
  if (status === 429 || status === 402)
    return new AppError(
      'PROVIDER_RATE_LIMITED',
      `turns requests away (HTTP ${status}): check the plan and its balance`,
    );
  if (status >= 500)
    return new AppError(
      'PROVIDER_UNAVAILABLE',
      `is in trouble (HTTP ${status}): wait, or see its status page`,
    );
  return new AppError(
    'PROVIDER_PROTOCOL',
    `is not what was expected (HTTP ${status}): correct ${urlVariable}`,
  );
}

/** The system's code, such as ENOTFOUND, which `fetch` and `AggregateError` wrap. */
export function networkCode(error: unknown): string {
  if (!isRecord(error)) return 'no connection';
  const { code, cause, errors } = error;
  if (typeof code === 'string') return code;
  return networkCode(Array.isArray(errors) ? errors[0] : cause);
}
