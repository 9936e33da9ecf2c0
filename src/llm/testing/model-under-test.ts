import { SystemClock } from '../../common/clock.js';
import { OpenAiCompatibleModel } from '../openai-compatible/openai-compatible-model.js';
import type { ScriptedServer } from './scripted-server.js';

/** The client of a scripted server, with deadlines that only a test of deadlines reaches. */
export function modelAt(
  { baseUrl }: Pick<ScriptedServer, 'baseUrl'>,
  deadlines: { firstTokenMs?: number; stallMs?: number } = {},
): OpenAiCompatibleModel {
  return new OpenAiCompatibleModel(
    {
      name: 'llama',
      baseUrl,
      apiKey: 'secret-key',
      model: 'llama-small',
      firstTokenMs: 5000,
      stallMs: 5000,
      ...deadlines,
    },
    new SystemClock(),
  );
}
