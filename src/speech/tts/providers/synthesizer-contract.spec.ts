import { Deepgram } from './deepgram/deepgram.provider.js';
import { failureCases } from '../testing/contract/failure-cases.js';
import { faults } from '../testing/contract/faults.js';
import { servedByDeepgram } from '../testing/contract/served.js';
import { serverCases } from '../testing/contract/server-cases.js';
import { voiceCases } from '../testing/contract/voice-cases.js';

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
      good = new Deepgram({ apiKey: 'key', baseUrl, model: 'aura-2-thalia-en' });
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
