import { AppError } from '../../common/errors.js';
import { modelState, type OfferedModel } from '../../common/vendors/offered-model.js';
import {
  listModels,
  proveKey,
  type ChosenModel,
  type VendorServer,
} from '../../common/vendors/vendor-server.js';
import { fault, ok, warning, type Check, type Finding } from '../finding.js';
import { brokenLayer } from '../network-path.js';

/** A vendor: the way there, the key, and whether it offers the chosen models. */
export function vendorCheck(server: VendorServer, now: () => Date): Check {
  const subject = server.name;
  return {
    subject,
    timeoutMs: 12_000,
    run: async (signal) => {
      try {
        const startMs = performance.now();
        await proveKey(server, signal);
        const tookMs = Math.round(performance.now() - startMs);
        const provesKey = await wantsKey(server, signal);
        const key = provesKey ? 'takes the key' : 'answers without a key, so the key is not proven';
        const models = await modelFindings(server, now(), signal);
        return [ok(subject, `${key} (${tookMs} ms)`), ...models];
      } catch (error) {
        return [fault(subject, await reasonOf(error, server, signal))];
      }
    },
  };
}

/** Some servers give their list of models to anybody. */
async function wantsKey(server: VendorServer, signal: AbortSignal): Promise<boolean> {
  const stranger = { ...server, headers: {} };
  return proveKey(stranger, signal).then(
    () => false,
    () => true,
  );
}

async function modelFindings(
  server: VendorServer,
  now: Date,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (server.models.length === 0) return [];
  const offered = await listModels(server, signal);
  return server.models.map((model) => modelFinding(server, model, offered, now));
}

function modelFinding(
  { name, mindsModelIds }: VendorServer,
  { variable, id }: ChosenModel,
  offered: readonly OfferedModel[],
  now: Date,
): Finding {
  const state = modelState(offered, id, now.toISOString().slice(0, 10));
  switch (state.is) {
    case 'offered':
      return ok(variable, `${name} offers ${id}`);
    case 'ending':
      return warning(
        variable,
        `${id} will be shut down on ${state.shutdownDate}: choose another before then`,
      );
    case 'ended':
      return fault(variable, `${id} was shut down on ${state.shutdownDate}: choose another`);
    case 'missing':
      return mindsModelIds
        ? fault(variable, `${name} does not offer ${id}: choose a model of its list`)
        : warning(variable, `${name} does not list ${id}: make sure that it answers to that name`);
  }
}

async function reasonOf(
  error: unknown,
  server: VendorServer,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  if (!(error instanceof AppError)) throw error;
  if (error.code !== 'PROVIDER_UNAVAILABLE' || error.cause === undefined) return error.message;
  const layer = await brokenLayer(server.keyUrl, signal);
  return layer === null ? error.message : `${layer}: check ${server.urlVariable} and the network`;
}
