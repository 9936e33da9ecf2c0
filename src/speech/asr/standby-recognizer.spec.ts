import { setImmediate as tick } from 'node:timers/promises';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { AppError } from '../../common/errors.js';
import { silence } from '../testing/recordings.js';
import type { SpeechRecognizer } from './speech-recognizer.js';
import { StandbyRecognizer } from './standby-recognizer.js';
import { ScriptedRecognizer } from './testing/scripted-recognizer.js';

const never = new AbortController().signal;
const utterance = { audio: silence(700) };
const unready = { name: 'ProviderError', provider: 'whisper_local', kind: 'unavailable' };

describe('StandbyRecognizer', () => {
  let starting: PromiseWithResolvers<SpeechRecognizer>;
  let log: MemoryLog;
  let standby: StandbyRecognizer;

  beforeEach(() => {
    starting = Promise.withResolvers();
    log = new MemoryLog();
    standby = new StandbyRecognizer('whisper_local', async () => starting.promise, log);
  });

  it('fails at once until it is ready, and then recognises', async () => {
    await expect(standby.recognize(utterance, never)).rejects.toMatchObject(unready);
    expect(standby.isReady).toBe(false);
    const engine = new ScriptedRecognizer();
    engine.answer('Seven.');
    starting.resolve(engine);
    await tick();
    expect((await standby.recognize(utterance, never)).text).toBe('Seven.');
    expect(standby.isReady).toBe(true);
  });

  it('says once that there is none, and goes on failing', async () => {
    starting.reject(new AppError('MODEL_MISSING', 'run npm run setup'));
    await tick();
    await expect(standby.recognize(utterance, never)).rejects.toMatchObject(unready);
    expect(log.messages('warn')).toEqual([
      'No local recogniser stands by: mend it, or set ASR_FALLBACK=none',
    ]);
    await standby.close();
  });

  it('closes an engine that became ready only while it was being closed', async () => {
    const closing = standby.close();
    const engine = new ScriptedRecognizer();
    starting.resolve(engine);
    await closing;
    expect(engine.closed).toBe(true);
  });
});
