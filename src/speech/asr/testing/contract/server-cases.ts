import { getEventListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../../../../test/support/eventually.js';
import { isAbort, ProviderError } from '../../../../common/errors.js';
import { silence } from '../../../testing/recordings.js';
import {
  expectAbort,
  expectFailure,
  hear,
  hearsMarket,
  market,
  marketWords,
  ended,
  outcomeOf,
  wordsOf,
  within,
  type ContractCase,
  type Plan,
  type ServedRecognizerUnderTest,
} from './contract-case.js';

type ServerCase = ContractCase<ServedRecognizerUnderTest>;

const manyTongues = 'Ndashaka amazi, “naïve” çà et là, 水 🌍.';

const pieces: readonly (readonly [title: string, sizes: readonly number[]])[] = [
  ['single bytes', [1]],
  ['odd pieces', [3, 1, 7, 2]],
  ['pieces of 5 bytes', [5]],
];

const words: readonly ServerCase[] = [
  ...pieces.map(([title, writeBytes]): ServerCase => ({
    title: `hears the same from ${title}`,
    run: async (subject) => {
      subject.server.hears([manyTongues], { writeBytes });
      expect(await wordsOf(subject)).toBe(manyTongues);
    },
  })),
  {
    title: 'sends the whole utterance',
    run: async (subject) => {
      hearsMarket(subject);
      await wordsOf(subject);
      expect(subject.server.receivedMs).toBeCloseTo(market.length / 8, 0);
    },
  },
  {
    title: 'sends the whole of an utterance of 25 s',
    run: async (subject) => {
      const audio = Buffer.concat([market, silence(25_000 - market.length / 8)]);
      hearsMarket(subject);
      expect(await wordsOf(subject, { audio })).toBe(marketWords);
      expect(subject.server.receivedMs).toBeCloseTo(25_000, 0);
    },
  },
  {
    title: 'claims no confidence where there are no words',
    run: async (subject) => {
      subject.server.hears(['']);
      const { transcript } = await hear(subject, { audio: silence(600) });
      expect(transcript).toEqual({ text: '', confidence: null });
    },
  },
  {
    title: 'waits for a slow answer',
    run: async (subject) => {
      subject.server.hears([marketWords], { delayMs: 400 });
      expect(await wordsOf(subject)).toBe(marketWords);
    },
  },
  {
    title: 'asks once for each utterance, and gets each its own words',
    run: async (subject) => {
      for (const text of ['One.', 'Two.', 'Three.', 'Four.']) {
        subject.server.hears([text]);
        expect(await wordsOf(subject)).toBe(text);
      }
      expect(subject.server.requests).toHaveLength(4);
    },
  },
  {
    title: 'keeps utterances apart that are recognised at once',
    run: async (subject) => {
      const { server } = subject;
      const heard: Promise<string | undefined>[] = [];
      for (const [index, text] of ['Slow.', 'Slower.', 'Quick.'].entries()) {
        server.hears([text], { delayMs: 120 - 50 * index });
        heard.push(wordsOf(subject));
        await eventually(() => {
          expect(server.requests).toHaveLength(index + 1);
        });
      }
      expect(await Promise.all(heard)).toEqual(['Slow.', 'Slower.', 'Quick.']);
    },
  },
];

const hangs: readonly (readonly [title: string, plan: Plan, wire?: 'http'])[] = [
  ['keeps silent', { breaksOff: { at: 'headers', how: 'hang' } }],
  ['goes silent after its headers', { breaksOff: { at: { bytes: 0 }, how: 'hang' } }, 'http'],
  ['goes silent after its first bytes', { breaksOff: { at: { bytes: 3 }, how: 'hang' } }, 'http'],
];

/** Begins, is aborted when the server has the request, and must end at once. */
async function abortsUnderWay(subject: ServedRecognizerUnderTest): Promise<void> {
  const controller = new AbortController();
  const outcome = outcomeOf(subject.recognizer.recognize({ audio: market }, controller.signal));
  await pause(60);
  expect(subject.server.requests).toHaveLength(1);
  controller.abort();
  expectAbort(await within(300, outcome));
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
}

const aborts: readonly ServerCase[] = [
  ...hangs.map(([title, plan, wire]): ServerCase => ({
    title: `waits for a server that ${title} until it is aborted, and hangs up`,
    ...(wire && { wire }),
    run: async (subject) => {
      const { server } = subject;
      server.hears([marketWords], plan);
      await abortsUnderWay(subject);
      expect(await within(3000, ended(server))).toBe('dropped');
    },
  })),
  {
    title: 'is either aborted or right, whenever it is aborted',
    run: async (subject) => {
      for (const afterMs of [0, 1, 2, 4, 8, 12, 16, 24]) {
        subject.server.hears([marketWords], { delayMs: 8 });
        const controller = new AbortController();
        const work = subject.recognizer.recognize({ audio: market }, controller.signal);
        const outcome = outcomeOf(work, 2000);
        await pause(afterMs);
        controller.abort();
        const { transcript, error } = await outcome;
        if (error === undefined) expect(transcript?.text).toBe(marketWords);
        else expect(isAbort(error)).toBe(true);
      }
    },
  },
  {
    title: 'never gives the words of an aborted utterance to the next',
    run: async (subject) => {
      const controller = new AbortController();
      subject.server.hears(['Late.'], { delayMs: 100 });
      const work = outcomeOf(subject.recognizer.recognize({ audio: market }, controller.signal));
      await pause(40);
      controller.abort();
      expectAbort(await work);
      await pause(100);
      hearsMarket(subject);
      expect(await wordsOf(subject)).toBe(marketWords);
    },
  },
];

/** What keeps this process alive, by kind. */
function active(kind: 'Timeout' | 'TCPSocketWrap'): number {
  return process.getActiveResourcesInfo().filter((each) => each === kind).length;
}

const ends: readonly ServerCase[] = [
  {
    title: 'leaves neither timers nor sockets behind, whatever happened',
    run: async (subject) => {
      const { recognizer, server } = subject;
      const before = { timers: active('Timeout'), sockets: active('TCPSocketWrap') };
      hearsMarket(subject);
      await hear(subject);
      server.hears([''], { failure: { status: 503, body: 'no' } });
      await hear(subject);
      server.hears(['Late.'], { breaksOff: { at: 'headers', how: 'hang' } });
      await hear(subject, { audio: market }, AbortSignal.timeout(30)).catch(() => undefined);
      server.hears(['Cut.'], { breaksOff: { at: 'headers', how: 'reset' } });
      await hear(subject);
      await recognizer.close();
      await eventually(() => {
        expect(server.openConnections).toBe(0);
        expect(active('Timeout')).toBeLessThanOrEqual(before.timers);
        expect(active('TCPSocketWrap')).toBeLessThanOrEqual(before.sockets);
      }, 4000);
    },
  },
  {
    title: 'does not gather connections while a server fails',
    run: async (subject) => {
      for (let i = 0; i < 12; i++) {
        subject.server.hears([''], { failure: { status: 500, body: 'no' } });
        await hear(subject, { audio: market.subarray(0, 1600) });
      }
      await eventually(() => {
        expect(subject.server.openConnections).toBeLessThanOrEqual(2);
      }, 3000);
    },
  },
  {
    title: 'ends what is under way when it is closed',
    run: async (subject) => {
      const { name, recognizer, server } = subject;
      server.hears([''], { breaksOff: { at: 'headers', how: 'hang' } });
      const outcome = hear(subject);
      await pause(40);
      await within(1500, recognizer.close());
      expectFailure(await within(500, outcome), name, 'unavailable');
    },
  },
  {
    title: 'may be closed twice, and recognises nothing any more',
    run: async (subject) => {
      await subject.recognizer.close();
      await subject.recognizer.close();
      expect((await hear(subject)).error).toBeInstanceOf(ProviderError);
      expect(subject.server.openConnections).toBe(0);
    },
  },
];

/** What a recogniser that asks a server does when that answers, or keeps it waiting. */
export const serverCases: readonly ServerCase[] = [...words, ...aborts, ...ends];
