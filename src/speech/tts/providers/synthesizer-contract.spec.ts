import { MemoryLog } from '../../../../test/support/memory-log.js';
import { SystemClock } from '../../../common/clock.js';
import { silentMeter } from '../../../common/meter.js';
import { Breaker } from '../../../common/resilience/index.js';
import { FallbackSynthesizer } from '../fallback-synthesizer.js';
import { GuardedSynthesizer } from '../guarded-synthesizer.js';
import { ScriptedSynthesizer } from '../testing/scripted-synthesizer.js';
import { synthesizerContract } from '../testing/synthesizer-contract.js';
import { Deepgram } from './deepgram/deepgram.provider.js';
import { failureCases } from '../testing/contract/failure-cases.js';
import { faults } from '../testing/contract/faults.js';
import { servedByDeepgram } from '../testing/contract/served.js';
import { serverCases } from '../testing/contract/server-cases.js';
import { voiceCases } from '../testing/contract/voice-cases.js';

const deepgram = (baseUrl: string): Deepgram =>
  new Deepgram({ apiKey: 'key', baseUrl, model: 'aura-2-thalia-en' });

synthesizerContract('a voice behind its guard, with another that stands by,', async () =>
  servedByDeepgram((baseUrl) => {
    const log = new MemoryLog();
    const circuit = { name: 'tts.deepgram', provider: 'deepgram', failures: 3, openMs: 1000, log };
    const patience = { clock: new SystemClock(), firstMs: 1500, betweenMs: 1500 };
    const guard = { ...patience, breaker: new Breaker(circuit) };
    const first = new GuardedSynthesizer(deepgram(baseUrl), guard);
    return new FallbackSynthesizer(first, new ScriptedSynthesizer([]), log, silentMeter);
  }),
);

const cases = [...voiceCases, ...serverCases, ...failureCases];

describe('the contract of synthesizers', () => {
  it('has a title of its own for each of its cases', () => {
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(40);
  });

  it.each(faults)('finds out an adapter that $fault', async ({ spoil, foundBy }) => {
    const promise = cases.find(({ title }) => title === foundBy);
    let good: Deepgram | undefined;
    const subject = await servedByDeepgram((baseUrl) => {
      good = deepgram(baseUrl);
      return spoil(good);
    });
    try {
      await expect(promise?.run(subject)).rejects.toThrow();
    } finally {
      await good?.close();
      await subject.close();
    }
  });
});
