import { setTimeout as pause } from 'node:timers/promises';
import { silence } from '../../../testing/recordings.js';
import {
  expectFailure,
  within,
  type ContractCase,
  type Plan,
  type StreamingRecognizerUnderTest,
} from './contract-case.js';
import { SpokenCall, voice } from './spoken-call.js';

type StreamCase = ContractCase<StreamingRecognizerUnderTest>;

const faults: readonly (readonly [title: string, plan: Plan])[] = [
  ['is cut in mid-sentence', { closes: { afterMs: 60, code: 1006 } }],
  ['is closed in mid-sentence', { closes: { afterMs: 60, code: 1011, reason: 'NET-0000' } }],
  ['is closed as if the call were over', { closes: { afterMs: 60, code: 1000 } }],
  ['is refused with 429', { failure: { status: 429, body: '' } }],
  ['is refused with 503', { failure: { status: 503, body: '' } }],
  ['is reset before it is there', { breaksOff: { at: 'headers', how: 'reset' } }],
  ['goes silent', { breaksOff: { at: { pieces: 0 }, how: 'hang' } }],
  ['speaks nonsense', { bodyInstead: 'nonsense' }],
  ['speaks bytes that are no text', { bodyInstead: Buffer.from('"\xe9"', 'latin1') }],
  ['answers and hears nothing', { bodyInstead: '{"type":"News"}' }],
];

const losses: readonly StreamCase[] = [
  ...faults.map(([title, plan]): StreamCase => ({
    title: `loses no word when a connection ${title}`,
    run: async (subject) => {
      subject.server.hears(['It is seven.']);
      subject.server.next(plan);
      const call = new SpokenCall(subject);
      await call.say(silence(100));
      await call.saySentence();
      expect(await call.words()).toBe('It is seven.');
      expect(subject.server.requests).toHaveLength(2);
    },
  })),
  {
    title: 'loses no word while there is no server',
    run: async (subject) => {
      subject.server.hears(['It is seven.']);
      await subject.server.refuse();
      const call = new SpokenCall(subject);
      await call.saySentence();
      const words = call.words();
      await pause(100);
      await subject.server.accept();
      expect(await words).toBe('It is seven.');
    },
  },
  {
    title: 'keeps what was final when the connection breaks',
    run: async (subject) => {
      subject.server.next({ closes: { afterMs: 700, code: 1006 } });
      subject.server.hears(['It is seven.']);
      const call = new SpokenCall(subject);
      await call.saySentence();
      expect(await call.words()).toBe('It is seven.');
      subject.server.hears(['No, eight.']);
      await pause(800);
      await call.say(silence(700));
      await call.saySentence();
      expect(await call.words()).toBe('It is seven. No, eight.');
    },
  },
  ...([400, 401, 402, 403, 404] as const).map((status): StreamCase => ({
    title: `fails at once, and stays failed, when it is refused with ${status}`,
    run: async (subject) => {
      subject.server.hears([], { failure: { status, body: '' } });
      const call = new SpokenCall(subject);
      await call.say(voice(300));
      expectFailure(await within(1000, call.outcome()), subject.name, 'rejected');
      expectFailure(await within(100, call.outcome()), subject.name, 'rejected');
      await pause(300);
      expect(subject.server.requests).toHaveLength(1);
    },
  })),
];

/** What a recogniser that listens to calls does when a connection is lost. */
export const lossCases: readonly StreamCase[] = [...losses];
