import { isRecord } from '../common/is-record.js';
import type { OfferedModel } from '../common/vendors/offered-model.js';
import type { ChosenModel, VendorServer } from '../common/vendors/vendor-server.js';

/** Deepgram, whose list of models needs no key: the key is proven by asking what it may do. */
export function deepgramServer(baseUrl: string, apiKey: string, model: ChosenModel): VendorServer {
  return {
    name: 'Deepgram',
    healthCheck: 'deepgram_api',
    keyUrl: new URL('/v1/auth/token', baseUrl).href,
    modelsUrl: new URL('/v1/models', baseUrl).href,
    headers: { authorization: `Token ${apiKey}` },
    urlVariable: 'DEEPGRAM_BASE_URL',
    keyVariable: 'DEEPGRAM_API_KEY',
    models: [model],
    mindsModelIds: true,
    readModels: readDeepgramModels,
  };
}

/**
 * `{"stt":[…],"tts":[…]}` (Deepgram: List Models). A model is asked for by its canonical name, such as
 * nova-3-general, or by its architecture alone, such as nova-3.
 */
function readDeepgramModels(body: unknown): readonly OfferedModel[] {
  if (!isRecord(body)) return [];
  const lists = [body['stt'], body['tts']].filter((list): list is unknown[] => Array.isArray(list));
  return lists
    .flat()
    .filter(isRecord)
    .flatMap(({ canonical_name, architecture }) => [canonical_name, architecture])
    .filter((id) => typeof id === 'string')
    .map((id) => ({ id }));
}
