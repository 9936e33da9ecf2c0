import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../../../common/errors.js';
import { decodeMulaw, levelDbfs } from '../../audio/index.js';
import type { SpeechSynthesizer } from '../speech-synthesizer.js';
import { collect } from './collect.js';

/** What the suite needs of the engine, or of the server that stands in for it. */
export interface SynthesizerUnderTest {
  readonly synthesizer: SpeechSynthesizer;
  /** Makes a server keep its next answer to itself; local engines are slow enough. */
  readonly hangsNext?: () => void;
}

const text = 'I went to the market.';
const long = 'She has two goats, a cow, and three hens. '.repeat(60);

/** What every synthesizer does, whoever made it. */
export function synthesizerContract(name: string, subject: () => SynthesizerUnderTest): void {
  describe(`${name} as a synthesizer`, () => {
    const never = new AbortController().signal;

    const outcome = async (work: Promise<unknown>): Promise<unknown> =>
      work.catch((error: unknown) => error);

    it('is known by the name that chooses it', () => {
      expect(subject().synthesizer.name).toBe(name);
    });

    it('turns text into telephone audio, as long as it takes to say it', async () => {
      const audio = await collect(subject().synthesizer, { text });
      expect(audio.length / 8000).toBeGreaterThan(0.6);
      expect(audio.length / 8000).toBeLessThan(3);
      expect(levelDbfs(decodeMulaw(audio))).toBeGreaterThan(-30);
    });

    it('gives no empty chunk', async () => {
      for await (const chunk of subject().synthesizer.synthesize({ text }, never)) {
        expect(chunk.length).toBeGreaterThan(0);
      }
    });

    it.each(['', '   ', '…', '?!'])('says nothing for %j', async (nothing) => {
      expect(await collect(subject().synthesizer, { text: nothing })).toHaveLength(0);
    });

    it('does not begin when it is aborted already', async () => {
      const work = collect(subject().synthesizer, { text }, AbortSignal.abort());
      expect(isAbort(await outcome(work))).toBe(true);
    });

    it('ends with an abort while it waits for audio, and says the next clause', async () => {
      const { synthesizer, hangsNext } = subject();
      hangsNext?.();
      const controller = new AbortController();
      const work = collect(synthesizer, { text: long }, controller.signal);
      const startedAt = performance.now();
      setTimeout(() => {
        controller.abort();
      }, 20);
      expect(isAbort(await outcome(work))).toBe(true);
      expect(performance.now() - startedAt).toBeLessThan(300);
      expect((await collect(synthesizer, { text })).length).toBeGreaterThan(4000);
    });

    it('ends with an abort between two chunks', async () => {
      const controller = new AbortController();
      const heard: Uint8Array[] = [];
      const work = (async (): Promise<void> => {
        for await (const chunk of subject().synthesizer.synthesize({ text }, controller.signal)) {
          heard.push(chunk);
          controller.abort();
          await sleep(10);
        }
      })();
      expect(isAbort(await outcome(work))).toBe(true);
      expect(heard).toHaveLength(1);
    });

    it('says the next clause after one was left in the middle', async () => {
      const { synthesizer } = subject();
      for await (const chunk of synthesizer.synthesize({ text: long }, never)) {
        if (chunk.length > 0) break;
      }
      expect((await collect(synthesizer, { text })).length).toBeGreaterThan(4000);
    });
  });
}
