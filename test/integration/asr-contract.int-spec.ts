import { MemoryLog } from '../support/memory-log.js';
import { SystemClock } from '../../src/common/clock.js';
import { Deepgram } from '../../src/speech/asr/providers/deepgram/deepgram.provider.js';
import { Whisper } from '../../src/speech/asr/providers/whisper/whisper.provider.js';
import type { SpeechRecognizer } from '../../src/speech/asr/speech-recognizer.js';
import type { ContractCase } from '../../src/speech/asr/testing/contract/contract-case.js';
import { failureCases } from '../../src/speech/asr/testing/contract/failure-cases.js';
import { faults, type Fault } from '../../src/speech/asr/testing/contract/faulty-recognizers.js';
import { streamFaults } from '../../src/speech/asr/testing/contract/faulty-streams.js';
import { behindDeepgram, behindOpenAi } from '../../src/speech/asr/testing/contract/served.js';
import { serverCases } from '../../src/speech/asr/testing/contract/server-cases.js';
import { streamCases } from '../../src/speech/asr/testing/contract/stream-cases.js';
import { utteranceCases } from '../../src/speech/asr/testing/contract/utterance-cases.js';

function find<Subject>(
  cases: readonly ContractCase<Subject>[],
  title: string,
): ContractCase<Subject> {
  const found = cases.find((each) => each.title === title);
  if (!found) throw new Error(`the contract has no case "${title}"`);
  return found;
}

const whisper = (url: string): SpeechRecognizer =>
  new Whisper({ apiKey: 'key', baseUrl: `${url}/v1`, model: 'gpt-transcribe' });

const deepgram = (url: string): Deepgram =>
  new Deepgram(
    { apiKey: 'key', baseUrl: url, model: 'nova-3' },
    new SystemClock(),
    new MemoryLog(),
  );

describe('the contract of recognisers', () => {
  const cleanUps: (() => unknown)[] = [];

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });

  /** A sound recogniser with some of its methods in a fault's hands. */
  function planted<R extends SpeechRecognizer>({ plant }: Fault<R>, sound: R, url: string): R {
    const fault = plant(sound, url, (leak) => cleanUps.push(leak));
    cleanUps.push(async () => sound.close());
    return new Proxy(sound, {
      get: (target, key): unknown => {
        if (Object.hasOwn(fault, key)) return Reflect.get(fault, key);
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  it('has more than 40 cases for each kind of recogniser, none twice', () => {
    const served = [...utteranceCases, ...serverCases, ...failureCases];
    for (const wire of ['http', 'socket']) {
      const cases = served.filter((each) => (each.wire ?? wire) === wire);
      expect(cases.length).toBeGreaterThan(40);
    }
    for (const cases of [served, streamCases]) {
      expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
    }
  });

  it.each(faults)('catches a recogniser that $fault', async (fault) => {
    const subject = await behindOpenAi((url) => planted(fault, whisper(url), url));
    cleanUps.push(async () => subject.close());
    const cases = [...utteranceCases, ...serverCases, ...failureCases];
    await expect(find(cases, fault.caughtBy).run(subject)).rejects.toThrow();
  });

  it.each(streamFaults)('catches a listener that $fault', async (fault) => {
    const subject = await behindDeepgram('listen', (url) => planted(fault, deepgram(url), url));
    cleanUps.push(async () => subject.close());
    await expect(find(streamCases, fault.caughtBy).run(subject)).rejects.toThrow();
  });
});
