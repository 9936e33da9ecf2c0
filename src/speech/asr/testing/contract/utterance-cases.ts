import { getEventListeners } from 'node:events';
import { eventually } from '../../../../../test/support/eventually.js';
import { recording, silence } from '../../../testing/recordings.js';
import {
  expectAbort,
  hear,
  hearsMarket,
  market,
  marketWords,
  outcomeOf,
  wordsOf,
  type ContractCase,
  type RecognizerUnderTest,
} from './contract-case.js';

type UtteranceCase = ContractCase<RecognizerUnderTest>;

const marketPattern = /^I went to the market\.?$/;

const words: readonly UtteranceCase[] = [
  {
    title: 'is known by the name that chooses it',
    run: async ({ name, recognizer }) => {
      expect(recognizer.name).toBe(name);
      await Promise.resolve();
    },
  },
  {
    title: 'turns speech into its words, trimmed',
    run: async (subject) => {
      subject.server?.hears(['  I went to the market. ']);
      expect(await wordsOf(subject)).toMatch(marketPattern);
    },
  },
  {
    title: 'reports the confidence that it promises, from 0 to 1, or none',
    run: async (subject) => {
      hearsMarket(subject);
      const { transcript } = await hear(subject);
      const confidence = transcript?.confidence ?? null;
      expect(confidence !== null).toBe(subject.recognizer.capabilities.confidence);
      expect(confidence ?? 0.5).toBeGreaterThan(0);
      expect(confidence ?? 0.5).toBeLessThanOrEqual(1);
    },
  },
  {
    title: 'hears nothing where there is no audio, and asks nobody',
    run: async (subject) => {
      const { transcript } = await hear(subject, { audio: silence(0) });
      expect(transcript).toEqual({ text: '', confidence: null });
      expect(subject.server?.requests ?? []).toHaveLength(0);
    },
  },
  {
    title: 'takes an utterance of a few milliseconds',
    run: async (subject) => {
      subject.server?.hears(['']);
      expect(typeof (await wordsOf(subject, { audio: market.slice(4000, 4100) }))).toBe('string');
    },
  },
  {
    title: 'takes silence',
    run: async (subject) => {
      subject.server?.hears(['']);
      expect(typeof (await wordsOf(subject, { audio: silence(1000) }))).toBe('string');
    },
  },
  {
    title: 'takes a hint and does not hear it',
    run: async (subject) => {
      hearsMarket(subject);
      const utterance = { audio: market, hint: 'The goats are in the garden.' };
      expect(await wordsOf(subject, utterance)).toMatch(marketPattern);
    },
  },
  {
    title: 'leaves the caller’s audio as it was',
    run: async (subject) => {
      const audio = market.slice();
      hearsMarket(subject);
      await wordsOf(subject, { audio });
      expect(Buffer.compare(audio, market)).toBe(0);
    },
  },
  {
    title: 'takes audio that is a part of a larger buffer',
    run: async (subject) => {
      const around = Buffer.concat([silence(60), market, silence(60)]);
      hearsMarket(subject);
      const audio = around.subarray(480, 480 + market.length);
      expect(await wordsOf(subject, { audio })).toMatch(marketPattern);
      const receivedMs = subject.server?.receivedMs ?? market.length / 8;
      expect(receivedMs).toBeCloseTo(market.length / 8, 0);
    },
  },
  {
    title: 'recognises one utterance after another',
    run: async (subject) => {
      hearsMarket(subject);
      expect(await wordsOf(subject)).toMatch(marketPattern);
      subject.server?.hears(['Seven.']);
      expect(await wordsOf(subject, { audio: recording('seven.wav') })).toMatch(/^(Seven|7)\.?$/);
    },
  },
];

/** After so long a server has the request, also on a busy machine. */
const underWayMs = 80;

const aborts: readonly UtteranceCase[] = [
  {
    title: 'does not begin when it is aborted already',
    run: async (subject) => {
      expectAbort(await hear(subject, { audio: market }, AbortSignal.abort()));
      expect(subject.server?.requests ?? []).toHaveLength(0);
    },
  },
  {
    title: 'stops when it is aborted in the same moment',
    run: async ({ recognizer, server }) => {
      server?.hears(['I went'], { breaksOff: { at: 'headers', how: 'hang' } });
      const controller = new AbortController();
      const work = recognizer.recognize({ audio: market }, controller.signal);
      controller.abort();
      expectAbort(await outcomeOf(work, 500));
    },
  },
  {
    title: 'stops waiting at once when it is aborted, and recognises the next utterance',
    run: async (subject) => {
      subject.server?.hears(['I went'], { breaksOff: { at: 'headers', how: 'hang' } });
      const controller = new AbortController();
      const work = subject.recognizer.recognize({ audio: market }, controller.signal);
      let abortedAtMs = NaN;
      setTimeout(() => {
        abortedAtMs = performance.now();
        controller.abort();
      }, underWayMs);
      expectAbort(await outcomeOf(work));
      expect(performance.now() - abortedAtMs).toBeLessThan(300);
      subject.server?.hears(['Seven.']);
      expect(await wordsOf(subject, { audio: recording('seven.wav') })).toMatch(/^(Seven|7)\.?$/);
    },
  },
  {
    title: 'keeps a transcript whose signal is aborted afterwards',
    run: async (subject) => {
      hearsMarket(subject);
      const controller = new AbortController();
      const { transcript } = await hear(subject, { audio: market }, controller.signal);
      controller.abort();
      expect(transcript?.text).toMatch(marketPattern);
    },
  },
  {
    title: 'goes on with one utterance when another is aborted',
    run: async (subject) => {
      const controller = new AbortController();
      subject.server?.hears(['I went'], { breaksOff: { at: 'headers', how: 'hang' } });
      const aborted = subject.recognizer.recognize({ audio: market }, controller.signal);
      const gone = outcomeOf(aborted);
      await eventually(() => {
        expect(subject.server?.requests ?? [{}]).toHaveLength(1);
      });
      subject.server?.hears([marketWords], { delayMs: 60 });
      const kept = wordsOf(subject);
      setTimeout(() => {
        controller.abort();
      }, 10);
      expectAbort(await gone);
      expect(await kept).toMatch(marketPattern);
    },
  },
  {
    title: 'leaves no listener on the signal',
    run: async (subject) => {
      const { signal } = new AbortController();
      hearsMarket(subject);
      await hear(subject, { audio: market }, signal);
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      subject.server?.hears([''], { failure: { status: 500, body: '' } });
      await hear(subject, { audio: market.slice(0, 4000) }, signal);
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    },
  },
];

/** What every recogniser does with an utterance, whoever made it. */
export const utteranceCases: readonly UtteranceCase[] = [...words, ...aborts];
