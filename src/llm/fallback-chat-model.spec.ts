import { MemoryLog } from '../../test/support/memory-log.js';
import { isAbort, ProviderError } from '../common/errors.js';
import { silentMeter } from '../common/meter.js';
import { FallbackChatModel } from './fallback-chat-model.js';
import { collect } from './testing/collect.js';
import {
  hang,
  ScriptedChatModel,
  type ScriptedPiece,
} from '../../test/support/scripted-chat-model.js';

const failure = new ProviderError('llama', 'timeout', 'no words');

function pair(
  first: readonly ScriptedPiece[],
  second: readonly ScriptedPiece[] = ['From the second.'],
): { model: FallbackChatModel; fallback: ScriptedChatModel; log: MemoryLog } {
  const fallback = new ScriptedChatModel('openai', second);
  const log = new MemoryLog();
  const primary = new ScriptedChatModel('llama', first);
  return { model: new FallbackChatModel(primary, fallback, log, silentMeter), fallback, log };
}

describe('FallbackChatModel', () => {
  it('leaves the fallback alone while the first model answers', async () => {
    const { model, fallback } = pair(['From the first.']);
    expect(await collect(model)).toMatchObject({
      pieces: ['From the first.'],
      usage: { model: 'llama' },
    });
    expect(fallback.requests).toHaveLength(0);
  });

  it('answers with the fallback when the first model fails before a word, and logs it', async () => {
    const { model, log } = pair([failure]);
    expect(await collect(model)).toMatchObject({
      pieces: ['From the second.'],
      usage: { model: 'openai' },
      error: undefined,
    });
    expect(log.messages('warn')).toEqual(['The language model failed; the fallback answers']);
  });

  it('does not start again once a word was passed on', async () => {
    const { model, fallback } = pair(['Half ', failure]);
    expect(await collect(model)).toMatchObject({ pieces: ['Half '], error: failure });
    expect(fallback.requests).toHaveLength(0);
  });

  it('does not take an abort for a failure', async () => {
    const { model, fallback } = pair([hang]);
    const controller = new AbortController();
    const reading = collect(model, controller.signal);
    controller.abort();
    expect(isAbort((await reading).error)).toBe(true);
    expect(fallback.requests).toHaveLength(0);
  });

  it('reports the fallback’s failure when both fail', async () => {
    const second = new ProviderError('openai', 'rate_limited', 'busy');
    expect((await collect(pair([failure], [second]).model)).error).toBe(second);
  });
});
