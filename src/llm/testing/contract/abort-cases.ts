import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatPlan } from '../../../../test/support/vendors/openai/chat/chat-plan.js';
import { isAbort } from '../../../common/errors.js';
import {
  askedOf,
  defaultText,
  endOfLast,
  hear,
  never,
  question,
  type ChatCase,
  type ChatModelUnderTest,
  type Heard,
} from './chat-subject.js';

const silences: readonly (readonly [when: string, plan: ChatPlan])[] = [
  ['before its headers', { delayMs: 60_000 }],
  ['before its first words', { firstTokenMs: 60_000 }],
  ['and sends only comments', { firstTokenMs: 60_000, commentMs: 5 }],
  ['in mid-answer', { breaksOff: { at: { pieces: 3 }, how: 'hang' } }],
];

/** Aborts as soon as the server has the question, and a little later. */
async function abortWhileWaiting(subject: ChatModelUnderTest, afterMs: number): Promise<Heard> {
  const controller = new AbortController();
  const asked = subject.server.requests.length + 1;
  const hearing = hear(subject.model, { signal: controller.signal });
  await askedOf(subject, asked);
  await sleep(afterMs);
  controller.abort();
  return hearing;
}

const beforehand: readonly ChatCase[] = [
  {
    title: 'does not ask when it is aborted already',
    run: async ({ model, server }) => {
      const { error, events } = await hear(model, { signal: AbortSignal.abort() });
      expect(isAbort(error)).toBe(true);
      expect(events).toEqual([]);
      expect(server.requests).toHaveLength(0);
    },
  },
  {
    title: 'ends with an abort in the moment after it was asked',
    run: async ({ model }) => {
      const controller = new AbortController();
      const hearing = hear(model, { signal: controller.signal });
      controller.abort();
      const { error, events } = await hearing;
      expect(isAbort(error)).toBe(true);
      expect(events).toEqual([]);
    },
  },
];

const meanwhile: readonly ChatCase[] = [
  ...silences.map(([when, plan]): ChatCase => ({
    title: `ends with an abort at once, and hangs up, while the server is silent ${when}`,
    run: async (subject) => {
      subject.server.plan(plan);
      const { error, events } = await abortWhileWaiting(subject, 30);
      expect(isAbort(error)).toBe(true);
      expect(events.every(({ type }) => type === 'text')).toBe(true);
      expect(await endOfLast(subject)).toBe('dropped');
    },
  })),
  ...[1, 2, 3, 5].map((count): ChatCase => ({
    title: `gives nothing after an abort that comes at piece ${count}`,
    run: async ({ model, server }) => {
      server.plan({ text: defaultText, writeBytes: [100_000] });
      const controller = new AbortController();
      const { error, pieces, events } = await hear(model, {
        signal: controller.signal,
        onPiece: (at) => {
          if (at === count) controller.abort();
        },
      });
      expect(isAbort(error)).toBe(true);
      expect(pieces).toHaveLength(count);
      expect(events).toHaveLength(count);
    },
  })),
  {
    title: 'gives nothing after an abort that comes while the consumer is busy',
    run: async ({ model }) => {
      const controller = new AbortController();
      const { error, pieces } = await hear(model, {
        signal: controller.signal,
        onPiece: async () => {
          await sleep(20);
          controller.abort();
          await sleep(20);
        },
      });
      expect(isAbort(error)).toBe(true);
      expect(pieces).toHaveLength(1);
    },
  },
];

const afterwards: readonly ChatCase[] = [
  {
    title: 'takes no notice of an abort after the end',
    run: async ({ model }) => {
      const controller = new AbortController();
      const { error, text } = await hear(model, { signal: controller.signal });
      controller.abort();
      await sleep(5);
      expect({ error, text }).toEqual({ error: undefined, text: defaultText });
    },
  },
  {
    title: 'hangs up when the consumer leaves in mid-answer',
    run: async (subject) => {
      subject.server.plan({ text: defaultText, breaksOff: { at: { pieces: 3 }, how: 'hang' } });
      for await (const event of subject.model.stream(question, never())) {
        expect(event.type).toBe('text');
        break;
      }
      expect(await endOfLast(subject)).toBe('dropped');
    },
  },
  {
    title: 'answers the next question right after an abort',
    run: async (subject) => {
      subject.server.plan({ firstTokenMs: 60_000 });
      await abortWhileWaiting(subject, 0);
      expect((await hear(subject.model)).text).toBe(defaultText);
    },
  },
  {
    title: 'ends one answer and not another that comes at the same time',
    run: async (subject) => {
      const { model, server } = subject;
      server.plan({ text: defaultText, tokenMs: 8 }, { firstTokenMs: 60_000 });
      const other = hear(model);
      await askedOf(subject);
      expect(isAbort((await abortWhileWaiting(subject, 10)).error)).toBe(true);
      expect(await other).toMatchObject({ text: defaultText, error: undefined });
    },
  },
];

/** What an abort does, whenever it comes. */
export const abortCases: readonly ChatCase[] = [...beforehand, ...meanwhile, ...afterwards];
