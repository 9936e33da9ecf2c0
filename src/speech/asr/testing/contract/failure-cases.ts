import type { ProviderError, ProviderErrorKind } from '../../../../common/errors.js';
import {
  ended,
  expectFailure,
  hear,
  market,
  marketWords,
  secret,
  within,
  wordsOf,
  type ContractCase,
  type Plan,
  type ServedRecognizerUnderTest,
} from './contract-case.js';

type ServerCase = ContractCase<ServedRecognizerUnderTest>;
type Fault = readonly [title: string, kind: ProviderErrorKind, plan: Plan];

const statuses: readonly (readonly [status: number, kind: ProviderErrorKind])[] = [
  [400, 'rejected'],
  [401, 'rejected'],
  [402, 'rejected'],
  [403, 'rejected'],
  [404, 'rejected'],
  [408, 'timeout'],
  [413, 'rejected'],
  [429, 'rate_limited'],
  [500, 'unavailable'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
];

const page = `<html><body>${secret}</body></html>`;
const quoted = JSON.stringify({ text: secret });

const bothWires: readonly Fault[] = [
  ['a reset before the answer', 'unavailable', { breaksOff: { at: 'headers', how: 'reset' } }],
  ['a close before the answer', 'unavailable', { breaksOff: { at: 'headers', how: 'cut' } }],
  ['half a document', 'protocol', { bodyInstead: quoted.slice(0, -2) }],
  ['no document', 'protocol', { bodyInstead: secret }],
  [
    'bytes that are no UTF-8',
    'protocol',
    { bodyInstead: Buffer.from(`{"text":"\xe9"}`, 'latin1') },
  ],
  ['words under the wrong type', 'protocol', { contentType: 'text/plain' }],
];

const http: readonly Fault[] = [
  ['a web page', 'protocol', { contentType: 'text/html', bodyInstead: page }],
  ['another document', 'protocol', { bodyInstead: JSON.stringify({ transcript: secret }) }],
  ['a document that is a list', 'protocol', { bodyInstead: `[${quoted}]` }],
  ['words that are no text', 'protocol', { bodyInstead: '{"text":7}' }],
  ['an empty body', 'protocol', { bodyInstead: '' }],
  ['an end inside a character', 'protocol', { breaksOff: { at: 'character', how: 'end' } }],
  ['a cut inside a character', 'unavailable', { breaksOff: { at: 'character', how: 'cut' } }],
  ['a cut after the headers', 'unavailable', { breaksOff: { at: { bytes: 0 }, how: 'cut' } }],
  ['a cut in the answer', 'unavailable', { breaksOff: { at: { bytes: 5 }, how: 'cut' } }],
  ['a reset in the answer', 'unavailable', { breaksOff: { at: { bytes: 5 }, how: 'reset' } }],
];

const socket: readonly Fault[] = [
  ['a web page for a handshake', 'protocol', { failure: { status: 200, body: page } }],
  ['a drop after the handshake', 'unavailable', { breaksOff: { at: { pieces: 0 }, how: 'cut' } }],
  ['a close after the handshake', 'unavailable', { breaksOff: { at: { pieces: 0 }, how: 'end' } }],
  ['a server that hears nothing', 'unavailable', { bodyInstead: '{"type":"News"}' }],
  ['a server that goes silent', 'unavailable', { breaksOff: { at: { pieces: 0 }, how: 'hang' } }],
];

/** Each fault, met by one utterance and not by the next. */
function fails([title, kind, plan]: Fault, wire?: 'http' | 'socket'): ServerCase {
  return {
    title: `reports ${title} as ${kind}, and recognises the next utterance`,
    ...(wire && { wire }),
    run: async (subject) => {
      subject.server.hears(['“Né,” ça va?'], plan);
      expectFailure(await hear(subject), subject.name, kind);
      expect(subject.server.requests).toHaveLength(1);
      subject.server.hears([marketWords]);
      expect(await wordsOf(subject)).toBe(marketWords);
    },
  };
}

const refusals: readonly ServerCase[] = [
  ...statuses.map(([status, kind]): ServerCase => ({
    title: `reports status ${status} as ${kind}, once and without the body`,
    run: async (subject) => {
      const body = { error: { message: secret } };
      subject.server.hears([], { failure: { status, body } });
      const outcome = await hear(subject);
      expectFailure(outcome, subject.name, kind);
      expect(outcome.error).toMatchObject({ status, retryable: kind !== 'rejected' });
      expect(outcome.error).toHaveProperty('retryAfterMs', undefined);
      expect(subject.server.requests).toHaveLength(1);
    },
  })),
  ...[
    ['in seconds', () => ({ 'retry-after': '17' })] as const,
    ['as a date', () => ({ 'retry-after': new Date(Date.now() + 17_000).toUTCString() })] as const,
    ['in milliseconds', () => ({ 'retry-after-ms': '16500', 'retry-after': '99' })] as const,
  ].map(([title, headers]): ServerCase => ({
    title: `keeps Retry-After ${title}`,
    run: async (subject) => {
      subject.server.hears([], { failure: { status: 429, body: '', headers: headers() } });
      const outcome = await hear(subject);
      expectFailure(outcome, subject.name, 'rate_limited');
      const { retryAfterMs = 0 } = outcome.error as ProviderError;
      expect(retryAfterMs).toBeGreaterThan(12_000);
      expect(retryAfterMs).toBeLessThan(18_000);
    },
  })),
  {
    title: 'reports an account without quota as rejected: no wait helps',
    wire: 'http',
    run: async (subject) => {
      const body = { error: { message: secret, code: 'insufficient_quota' } };
      subject.server.hears([], { failure: { status: 429, body } });
      const outcome = await hear(subject);
      expectFailure(outcome, subject.name, 'rejected');
      expect(outcome.error).toMatchObject({ retryable: false });
    },
  },
  {
    title: 'reports a server that is not there as unavailable, at once',
    run: async (subject) => {
      await subject.server.refuse();
      expectFailure(await within(1000, hear(subject)), subject.name, 'unavailable');
      await subject.server.accept();
      subject.server.hears([marketWords]);
      expect(await wordsOf(subject)).toBe(marketWords);
    },
  },
];

const endless: readonly ServerCase[] = [
  {
    title: 'gives up on words that do not end, and hangs up',
    run: async (subject) => {
      const text = 'and so on '.repeat(400_000);
      subject.server.hears(['Yes.'], { bodyInstead: JSON.stringify({ text }) });
      expectFailure(await hear(subject), subject.name, 'protocol');
      if (subject.server.wire === 'http') {
        expect(await within(3000, ended(subject.server))).toBe('dropped');
      }
    },
  },
  {
    title: 'does not read an endless refusal',
    run: async (subject) => {
      const body = 'x'.repeat(8_000_000);
      for (const status of [429, 503]) {
        subject.server.hears([], { failure: { status, body } });
        const { error } = await hear(subject, { audio: market });
        expect(error).toMatchObject({ status });
      }
    },
  },
];

/** How a recogniser that asks a server reports what goes wrong. */
export const failureCases: readonly ServerCase[] = [
  ...refusals,
  ...bothWires.map((fault) => fails(fault)),
  ...http.map((fault) => fails(fault, 'http')),
  ...socket.map((fault) => fails(fault, 'socket')),
  ...endless,
];
