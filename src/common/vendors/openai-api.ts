import { isRecord } from '../is-record.js';
import type { OfferedModel } from './offered-model.js';
import type { ChosenModel, VendorServer } from './vendor-server.js';

/** A server that speaks OpenAI's API: its list of models is free and, at most of them, proves the key. */
export function openAiCompatibleServer(
  server: Omit<VendorServer, 'keyUrl' | 'modelsUrl' | 'headers' | 'readModels'>,
  baseUrl: string,
  apiKey: string,
): VendorServer {
  const modelsUrl = `${baseUrl.replace(/\/+$/, '')}/models`;
  return {
    ...server,
    keyUrl: modelsUrl,
    modelsUrl,
    headers: { authorization: `Bearer ${apiKey}` },
    readModels: readOpenAiModels,
  };
}

/** OpenAI itself, with the variables that every provider of it shares. */
export function openAiVendor(
  env: { readonly OPENAI_BASE_URL: string; readonly OPENAI_API_KEY: string },
  model: ChosenModel,
): VendorServer {
  return openAiCompatibleServer(
    {
      name: 'OpenAI',
      healthCheck: 'openai_api',
      urlVariable: 'OPENAI_BASE_URL',
      keyVariable: 'OPENAI_API_KEY',
      models: [model],
      mindsModelIds: true,
    },
    env.OPENAI_BASE_URL,
    env.OPENAI_API_KEY,
  );
}

/**
 * The list of an OpenAI-compatible server: `{"data":[…]}`, or a bare array at some. OpenAI announces the
 * end of a model in `shutdown_date` (OpenAI: Deprecations), OpenRouter in `expiration_date`.
 */
function readOpenAiModels(body: unknown): readonly OfferedModel[] {
  const entries: unknown = isRecord(body) ? body['data'] : body;
  if (!Array.isArray(entries)) return [];
  return entries.filter(isRecord).flatMap((entry) => {
    if (typeof entry['id'] !== 'string') return [];
    const day = dayOf(entry['shutdown_date']) ?? dayOf(entry['expiration_date']);
    return [{ id: entry['id'], ...(day !== undefined && { shutdownDate: day }) }];
  });
}

function dayOf(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] : undefined;
}
