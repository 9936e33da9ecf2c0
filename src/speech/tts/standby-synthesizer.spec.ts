import { setImmediate as tick } from 'node:timers/promises';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { AppError } from '../../common/errors.js';
import type { SpeechSynthesizer } from './speech-synthesizer.js';
import { StandbySynthesizer } from './standby-synthesizer.js';
import { collect } from './testing/collect.js';
import { ScriptedSynthesizer } from './testing/scripted-synthesizer.js';

const request = { text: 'Hello.' };
const unready = { name: 'ProviderError', provider: 'coqui_local', kind: 'unavailable' };

describe('StandbySynthesizer', () => {
  it('fails at once until its voice is ready, and then speaks with it', async () => {
    const starting = Promise.withResolvers<SpeechSynthesizer>();
    const standby = new StandbySynthesizer(
      'coqui_local',
      async () => starting.promise,
      new MemoryLog(),
    );
    await expect(collect(standby, request)).rejects.toMatchObject(unready);
    starting.resolve(new ScriptedSynthesizer([Uint8Array.of(7)]));
    await tick();
    expect(await collect(standby, request)).toEqual(Uint8Array.of(7));
  });

  it('says once that its voice cannot be had, and goes on failing', async () => {
    const log = new MemoryLog();
    const start = async (): Promise<SpeechSynthesizer> =>
      Promise.reject(new AppError('MODEL_MISSING', 'run npm run setup'));
    const standby = new StandbySynthesizer('coqui_local', start, log);
    await tick();
    await expect(collect(standby, request)).rejects.toMatchObject(unready);
    expect(log.messages('warn')).toEqual([
      'No local voice stands by: mend it, or set TTS_FALLBACK=none',
    ]);
    await standby.close();
  });

  it('closes a voice that became ready only while it was being closed', async () => {
    const starting = Promise.withResolvers<SpeechSynthesizer>();
    const standby = new StandbySynthesizer(
      'coqui_local',
      async () => starting.promise,
      new MemoryLog(),
    );
    const closing = standby.close();
    const voice = new ScriptedSynthesizer([]);
    starting.resolve(voice);
    await closing;
    expect(voice.closed).toBe(true);
  });
});
