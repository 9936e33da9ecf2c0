import { getEventListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../../../../test/support/eventually.js';
import { ProviderError } from '../../../../common/errors.js';
import { silence } from '../../../testing/recordings.js';
import {
  expectAbort,
  expectFailure,
  outcomeOf,
  within,
  type ContractCase,
  type StreamingRecognizerUnderTest,
} from './contract-case.js';
import { lossCases } from './loss-cases.js';
import { SpokenCall, triggerMs, voice } from './spoken-call.js';

type StreamCase = ContractCase<StreamingRecognizerUnderTest>;

const words: readonly StreamCase[] = [
  {
    title: 'tells words while the caller speaks, and the final ones at the trigger',
    run: async (subject) => {
      subject.server.hears(['It is seven.']);
      const call = new SpokenCall(subject);
      await call.say(silence(300));
      await call.say(voice(900), [160], 4);
      expect(call.partials.map((partial) => partial.since(0))).toContain('It is');
      await call.say(silence(triggerMs));
      const { transcript } = await call.outcome();
      expect(transcript?.text).toBe('It is seven.');
      expect(transcript?.confidence).toBeGreaterThan(0);
      expect(transcript?.confidence).toBeLessThanOrEqual(1);
    },
  },
  {
    title: 'tells how far it has listened, never backwards',
    run: async (subject) => {
      subject.server.hears(['It is seven.', 'No, it is eight.']);
      const call = new SpokenCall(subject);
      await call.saySentence();
      await call.words();
      await call.say(silence(700));
      await call.saySentence();
      await call.words();
      const reached = call.partials.map(({ toMs }) => toMs);
      expect(reached.length).toBeGreaterThan(2);
      expect(reached).toEqual(reached.toSorted((a, b) => a - b));
    },
  },
  {
    title: 'tells words from where it is asked only',
    run: async (subject) => {
      subject.server.hears(['It is seven.', 'No, eight.']);
      const call = new SpokenCall(subject);
      await call.saySentence();
      await call.words();
      await call.say(silence(900));
      const fromMs = call.nowMs - 200;
      await call.saySentence();
      expect(await call.words(fromMs)).toBe('No, eight.');
      expect(call.partials.at(-1)?.since(fromMs)).toBe('No, eight.');
      expect(call.partials.at(-1)?.since(call.nowMs + 1000)).toBe('');
    },
  },
  {
    title: 'keeps the utterances of a call apart, on one connection, and remembers the earlier',
    run: async (subject) => {
      subject.server.hears(['It is seven.', 'No, eight.']);
      const call = new SpokenCall(subject);
      await call.saySentence();
      expect(await call.words()).toBe('It is seven.');
      await call.say(silence(900));
      const fromMs = call.nowMs - 200;
      await call.saySentence();
      expect(await call.words(fromMs)).toBe('No, eight.');
      expect(await call.words()).toBe('It is seven. No, eight.');
      expect(subject.server.requests).toHaveLength(1);
    },
  },
  {
    title: 'gives the same words when they are asked for again',
    run: async (subject) => {
      subject.server.hears(['It is seven.']);
      const call = new SpokenCall(subject);
      await call.saySentence();
      expect(await call.words()).toBe('It is seven.');
      expect(await call.words()).toBe('It is seven.');
    },
  },
  {
    title: 'keeps calls apart',
    run: async (subject) => {
      subject.server.hears(['It is seven.']);
      const first = new SpokenCall(subject);
      await first.saySentence();
      expect(await first.words()).toBe('It is seven.');
      subject.server.hears(['No, eight.']);
      const second = new SpokenCall(subject);
      await second.saySentence();
      expect(await second.words()).toBe('No, eight.');
      await first.stream.close();
      expect(await second.words()).toBe('No, eight.');
    },
  },
  ...([[1], [7, 333, 1], [800], [8000]] as const).map((sizes): StreamCase => ({
    title: `takes audio in pieces of ${sizes.join(', ')} bytes, and sends it whole`,
    run: async (subject) => {
      subject.server.hears(['It is seven.']);
      const call = new SpokenCall(subject);
      await call.say(voice(600), sizes);
      expect(await call.words()).toBe('It is seven.');
      expect(subject.server.receivedMs).toBe(call.nowMs);
    },
  })),
  {
    title: 'hears whole characters from single bytes',
    run: async (subject) => {
      subject.server.hears(['çà 水 🌍.'], { writeBytes: [1, 3] });
      const call = new SpokenCall(subject);
      await call.saySentence();
      expect(await call.words()).toBe('çà 水 🌍.');
    },
  },
  {
    title: 'hears nothing before anything was said, in silence, and in a short noise',
    run: async (subject) => {
      subject.server.hears([]);
      const call = new SpokenCall(subject);
      expect(await call.outcome()).toEqual({ transcript: { text: '', confidence: null } });
      await call.say(silence(500));
      expect(await call.outcome()).toEqual({ transcript: { text: '', confidence: null } });
      await call.say(voice(120));
      await call.say(silence(triggerMs));
      expect(await call.outcome()).toEqual({ transcript: { text: '', confidence: null } });
    },
  },
];

const ends: readonly StreamCase[] = [
  {
    title: 'does not begin when it is aborted already',
    run: async (subject) => {
      const call = new SpokenCall(subject);
      await call.say(voice(200));
      expectAbort(await call.outcome(0, AbortSignal.abort()));
    },
  },
  {
    title: 'stops waiting at once when it is aborted, and hears what follows',
    run: async (subject) => {
      subject.server.hears(['It is seven.'], { delayMs: 200 });
      const call = new SpokenCall(subject);
      await call.saySentence(900, 100);
      const controller = new AbortController();
      const outcome = outcomeOf(call.recognize(0, controller.signal));
      await pause(20);
      controller.abort();
      expectAbort(await within(100, outcome));
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
      expect(await call.words()).toBe('It is seven.');
    },
  },
  {
    title: 'waits on for others when one who waits is aborted',
    run: async (subject) => {
      subject.server.hears(['It is seven.'], { delayMs: 200 });
      const call = new SpokenCall(subject);
      await call.saySentence(900, 100);
      const controller = new AbortController();
      const aborted = outcomeOf(call.recognize(0, controller.signal));
      const kept = call.words();
      controller.abort();
      expectAbort(await aborted);
      expect(await kept).toBe('It is seven.');
    },
  },
  {
    title: 'fails who still waits when the call ends, and keeps no connection',
    run: async (subject) => {
      subject.server.hears(['It is seven.'], { breaksOff: { at: 'headers', how: 'hang' } });
      const call = new SpokenCall(subject);
      await call.saySentence();
      const outcome = call.outcome();
      await within(1500, call.stream.close());
      expectFailure(await within(100, outcome), subject.name, 'unavailable');
      await eventually(() => {
        expect(subject.server.openConnections).toBe(0);
      }, 2000);
    },
  },
  {
    title: 'may be closed twice, and takes no notice of what is said then',
    run: async (subject) => {
      subject.server.hears(['It is seven.']);
      const call = new SpokenCall(subject);
      await call.saySentence();
      await call.stream.close();
      await call.stream.close();
      const partials = call.partials.length;
      await call.say(voice(200));
      await pause(100);
      expect(call.partials).toHaveLength(partials);
      expect((await call.outcome()).error).toBeInstanceOf(ProviderError);
      expect(subject.server.openConnections).toBe(0);
    },
  },
  {
    title: 'may be closed before it is connected, and while it waits to be',
    run: async (subject) => {
      await new SpokenCall(subject).stream.close();
      subject.server.hears([], { failure: { status: 503, body: '' } });
      const call = new SpokenCall(subject);
      await pause(60);
      await call.stream.close();
      const { length } = subject.server.requests;
      await pause(400);
      expect(subject.server.requests).toHaveLength(length);
      expect(subject.server.openConnections).toBe(0);
    },
  },
  {
    title: 'closes its calls when the recogniser is closed',
    run: async (subject) => {
      subject.server.hears(['It is seven.']);
      const calls = [new SpokenCall(subject), new SpokenCall(subject)];
      await Promise.all(calls.map(async (call) => call.saySentence()));
      await subject.recognizer.close();
      await eventually(() => {
        expect(subject.server.openConnections).toBe(0);
      }, 2000);
    },
  },
];

/** What a recogniser does that listens to calls, against a stand-in over real sockets. */
export const streamCases: readonly StreamCase[] = [...words, ...lossCases, ...ends];
