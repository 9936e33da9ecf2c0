import { isAbort } from '../../../common/errors.js';
import { recording, silence } from '../../testing/recordings.js';
import type { SpeechRecognizer } from '../speech-recognizer.js';

/** What the suite needs of the engine, or of the server that stands in for it. */
export interface RecognizerUnderTest {
  readonly recognizer: SpeechRecognizer;
  /** Makes a server hear these words next; an engine that really listens does without. */
  readonly hearsNext?: (text: string) => void;
  /** Makes a server keep its next answer to itself; local engines are slow enough. */
  readonly hangsNext?: () => void;
}

const market = recording('i-went-to-the-market.wav');

/** What every recogniser does, whoever made it. */
export function recognizerContract(name: string, subject: () => RecognizerUnderTest): void {
  describe(`${name} as a recogniser`, () => {
    const never = new AbortController().signal;

    it('is known by the name that chooses it', () => {
      expect(subject().recognizer.name).toBe(name);
    });

    it('turns speech into its words, trimmed, with the confidence that it promises', async () => {
      const { recognizer, hearsNext } = subject();
      hearsNext?.(' I went to the market. ');
      const { text, confidence } = await recognizer.recognize({ audio: market }, never);
      expect(text).toMatch(/^I went to the market\.?$/);
      expect(confidence === null).toBe(!recognizer.capabilities.confidence);
      if (confidence !== null) expect(confidence).toBeGreaterThan(0);
      if (confidence !== null) expect(confidence).toBeLessThanOrEqual(1);
    });

    it('hears nothing where there is no audio', async () => {
      const transcript = await subject().recognizer.recognize({ audio: silence(0) }, never);
      expect(transcript).toEqual({ text: '', confidence: null });
    });

    it('takes an utterance of a few milliseconds', async () => {
      const { recognizer, hearsNext } = subject();
      hearsNext?.('');
      const { text } = await recognizer.recognize({ audio: market.slice(4000, 4100) }, never);
      expect(typeof text).toBe('string');
    });

    it('does not begin when it is aborted already', async () => {
      const { recognizer } = subject();
      const work = recognizer.recognize({ audio: market }, AbortSignal.abort());
      expect(isAbort(await work.catch((error: unknown) => error))).toBe(true);
    });

    it('stops waiting at once when it is aborted, and recognises the next utterance', async () => {
      const { recognizer, hearsNext, hangsNext } = subject();
      hangsNext?.();
      const controller = new AbortController();
      const work = recognizer.recognize({ audio: market }, controller.signal);
      let abortedAt = NaN;
      // A server has the request by then, also on a busy machine.
      setTimeout(() => {
        abortedAt = performance.now();
        controller.abort();
      }, 80);
      expect(isAbort(await work.catch((error: unknown) => error))).toBe(true);
      expect(performance.now() - abortedAt).toBeLessThan(300);

      hearsNext?.('Seven.');
      const next = await recognizer.recognize({ audio: recording('seven.wav') }, never);
      expect(next.text).toMatch(/^(Seven|7)\.?$/);
    });

    it('leaves the caller’s audio as it was', async () => {
      const { recognizer, hearsNext } = subject();
      const audio = market.slice();
      hearsNext?.('I went to the market.');
      await recognizer.recognize({ audio }, never);
      expect(audio).toEqual(market);
    });
  });
}
