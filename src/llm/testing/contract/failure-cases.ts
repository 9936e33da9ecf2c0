import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatPlan } from '../../../../test/support/vendors/openai/chat/chat-plan.js';
import { openAiFailures } from '../../../../test/support/vendors/openai/failures.js';
import type { Failure } from '../../../../test/support/vendors/server/answer.js';
import { ProviderError, type ProviderErrorKind } from '../../../common/errors.js';
import {
  defaultText,
  hear,
  question,
  secret,
  wideText,
  type ChatCase,
  type ChatModelUnderTest,
} from './chat-subject.js';

type Kind = ProviderErrorKind;

/** The failure is the provider's own, of the right kind, and quotes nobody. */
function expectFailure(error: unknown, { name, apiKey }: ChatModelUnderTest, kind: Kind): void {
  expect(error).toBeInstanceOf(ProviderError);
  const retryable = kind !== 'rejected' && kind !== 'protocol';
  expect(error).toMatchObject({ provider: name, kind, retryable });
  const told = JSON.stringify([String(error), String((error as Error).cause)]);
  for (const word of ['0788', apiKey, question.messages[1]?.content ?? ''])
    expect(told).not.toContain(word);
}

const statuses: readonly (readonly [status: number, kind: Kind])[] = [
  [400, 'rejected'],
  [401, 'rejected'],
  [402, 'rejected'],
  [403, 'rejected'],
  [404, 'rejected'],
  [408, 'timeout'],
  [413, 'rejected'],
  [422, 'rejected'],
  [429, 'rate_limited'],
  [500, 'unavailable'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
];

const refusals: readonly ChatCase[] = [
  ...statuses.map(([status, kind]): ChatCase => ({
    title: `reports status ${status} as ${kind}`,
    run: async (subject) => {
      subject.server.planAlways({ failure: { status, body: { error: { message: secret } } } });
      const { error, events } = await hear(subject.model);
      expectFailure(error, subject, kind);
      expect(error).toMatchObject({ status, retryAfterMs: undefined });
      expect(events).toEqual([]);
      // A 400 or 422 may be about a field that the server does not know: it is left out once.
      const tries = status === 400 || status === 422 ? 2 : 1;
      expect(subject.server.requests.length).toBeLessThanOrEqual(tries);
    },
  })),
  ...Object.entries({
    'retry-after': '3',
    'retry-after-ms': '3000',
  }).map(([header, value]): ChatCase => ({
    title: `tells how long a busy server wants to be left alone in ${header}`,
    run: async (subject) => {
      for (const [status, kind] of [
        [429, 'rate_limited'],
        [503, 'unavailable'],
      ] as const) {
        subject.server.plan({ failure: { status, body: {}, headers: { [header]: value } } });
        const { error } = await hear(subject.model);
        expectFailure(error, subject, kind);
        expect(error).toMatchObject({ retryAfterMs: 3000 });
      }
    },
  })),
  {
    title: 'knows an account without quota from a busy server',
    run: async (subject) => {
      subject.server.plan({ failure: openAiFailures.insufficientQuota() });
      const { error } = await hear(subject.model);
      expectFailure(error, subject, 'rejected');
      expect(error).toMatchObject({ status: 429 });
    },
  },
  ...bodies().map(([what, failure]): ChatCase => ({
    title: `reports a failure that is told in ${what}`,
    run: async (subject) => {
      subject.server.plan({ failure });
      expectFailure((await hear(subject.model)).error, subject, 'unavailable');
    },
  })),
];

function bodies(): readonly (readonly [what: string, failure: Failure])[] {
  return [
    ['a web page', openAiFailures.badGateway()],
    ['a line of text', { status: 500, body: { error: secret } }],
    ['a detail', { status: 500, body: { detail: secret } }],
    ['no words at all', { status: 500, body: '' }],
    ['half a document', { status: 500, body: '{"error":{"mess' }],
  ];
}

const page = `<html><body>${secret}</body></html>`;
const completion = JSON.stringify({ choices: [{ message: { content: secret } }] });

const faults: readonly (readonly [what: string, plan: ChatPlan, kind: Kind])[] = [
  ['a reset before the headers', { breaksOff: { at: 'headers', how: 'reset' } }, 'unavailable'],
  ['a close before the headers', { breaksOff: { at: 'headers', how: 'cut' } }, 'unavailable'],
  ['an empty body', { breaksOff: { at: { bytes: 0 }, how: 'end' } }, 'unavailable'],
  ['a close in mid-answer', { breaksOff: { at: { pieces: 4 }, how: 'cut' } }, 'unavailable'],
  ['a reset in mid-answer', { breaksOff: { at: { pieces: 4 }, how: 'reset' } }, 'unavailable'],
  ['an end in mid-answer', { breaksOff: { at: { pieces: 4 }, how: 'end' } }, 'unavailable'],
  ['a close within an event', { breaksOff: { at: { bytes: 500 }, how: 'cut' } }, 'unavailable'],
  ['a close within a character', { breaksOff: { at: 'character', how: 'cut' } }, 'unavailable'],
  ['an error in the stream', { spoiled: { afterTokens: 3, by: 'error' } }, 'unavailable'],
  ['malformed JSON', { spoiled: { afterTokens: 3, by: 'malformed' } }, 'protocol'],
  ['a web page', { bodyInstead: page, contentType: 'text/html; charset=utf-8' }, 'protocol'],
  ['a document', { bodyInstead: completion, contentType: 'application/json' }, 'protocol'],
  ['a line without an end', { bodyInstead: `data: ${'x'.repeat(2_000_000)}` }, 'protocol'],
  ['an answer without words', { text: '' }, 'protocol'],
  ['an answer of blanks', { text: ' \n\n ' }, 'protocol'],
  ['an answer of thoughts', { text: '<think>Well, let me see.</think>' }, 'protocol'],
];

const breaks: readonly ChatCase[] = [
  ...faults.map(([what, plan, kind]): ChatCase => ({
    title: `reports ${what} as ${kind}, after the words that came`,
    run: async (subject) => {
      subject.server.plan({ text: wideText, ...plan });
      const { error, text, events } = await hear(subject.model);
      expectFailure(error, subject, kind);
      expect(wideText.startsWith(text)).toBe(true);
      expect(events.every(({ type }) => type === 'text')).toBe(true);
    },
  })),
  {
    title: 'keeps the words that came before a failure',
    run: async ({ model, server }) => {
      server.plan({ text: defaultText, breaksOff: { at: { pieces: 4 }, how: 'end' } });
      const { text } = await hear(model);
      expect(text).not.toBe('');
    },
  },
  {
    title: 'reports a server that refuses connections, and asks it again when it is back',
    run: async (subject) => {
      await hear(subject.model);
      await subject.server.refuse();
      expectFailure((await hear(subject.model)).error, subject, 'unavailable');
      await subject.server.accept();
      expect((await hear(subject.model)).text).toBe(defaultText);
    },
  },
  {
    title: 'ends an answer that never ends, and hangs up',
    run: async ({ model, server }) => {
      server.plan({ text: 'and again ', endless: true });
      const { text } = await hear(model);
      expect(text.length).toBeLessThan(question.maxTokens * 20);
      await sleep(20);
      expect(server.openConnections).toBe(0);
    },
  },
];

/** What each failure of a server becomes. */
export const failureCases: readonly ChatCase[] = [...refusals, ...breaks];
