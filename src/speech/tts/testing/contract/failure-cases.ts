import type { Delivery } from '../../../../../test/support/vendors/server/answer.js';
import { ProviderError, type ProviderErrorKind } from '../../../../common/errors.js';
import {
  hear,
  scale,
  scaleNotes,
  type ContractCase,
  type Outcome,
  type ServedSynthesizerUnderTest,
} from './contract-case.js';
import { heardNotes, wholeNotes } from './scale.js';
import { wavVariants } from './wav-variants.js';

type ServerCase = ContractCase<ServedSynthesizerUnderTest>;

/** The words of a vendor, which may be those of a caller. */
const secret = 'my number is 0788 123 456';

const statuses: readonly (readonly [status: number, kind: ProviderErrorKind])[] = [
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

const breaks: readonly (readonly [title: string, plan: Delivery, kind: ProviderErrorKind])[] = [
  ['a reset before the headers', { breaksOff: { at: 'headers', how: 'reset' } }, 'unavailable'],
  ['a close before the headers', { breaksOff: { at: 'headers', how: 'cut' } }, 'unavailable'],
  ['a close after the headers', { breaksOff: { at: { bytes: 0 }, how: 'cut' } }, 'unavailable'],
  ['a reset in the audio', { breaksOff: { at: { bytes: 3001 }, how: 'reset' } }, 'unavailable'],
  ['a stream cut in the audio', { breaksOff: { at: { bytes: 3001 }, how: 'cut' } }, 'unavailable'],
  ['JSON with status 200', json(secret), 'protocol'],
  ['a web page with status 200', page(), 'protocol'],
  ['no content type', { contentType: '' }, 'protocol'],
  ['an empty body', { bodyInstead: new Uint8Array() }, 'protocol'],
];

const mappings: readonly ServerCase[] = [
  ...statuses.map(([status, kind]): ServerCase => ({
    title: `reports status ${status} as ${kind}`,
    run: async (subject) => {
      subject.server.plan({ failure: { status, body: { error: secret } } });
      const { audio, error } = await hear(subject.synthesizer, scale);
      expect(audio).toHaveLength(0);
      expectFailure(error, subject.name, kind);
      expect(error).toMatchObject({ status });
      expect(subject.server.requests).toHaveLength(1);
    },
  })),
  ...breaks.map(([title, plan, kind]): ServerCase => ({
    title: `reports ${title} as ${kind}, after what came`,
    run: async (subject) => {
      subject.server.plan(plan);
      const { audio, error } = await hear(subject.synthesizer, scale);
      expectFailure(error, subject.name, kind);
      expect(scaleNotes.startsWith(wholeNotes(audio))).toBe(true);
    },
  })),
  {
    title: 'reports a server that is not there as unavailable',
    run: async ({ name, synthesizer, server }) => {
      await server.refuse();
      expectFailure((await hear(synthesizer, scale)).error, name, 'unavailable');
    },
  },
  ...(['in seconds', 'as a date'] as const).map((form): ServerCase => ({
    title: `keeps Retry-After ${form}`,
    run: async ({ name, synthesizer, server }) => {
      const date = new Date(Date.now() + 17_000).toUTCString();
      const headers = { 'retry-after': form === 'as a date' ? date : '17' };
      server.plan({ failure: { status: 429, body: '', headers } });
      const { error } = await hear(synthesizer, scale);
      expectFailure(error, name, 'rate_limited');
      const { retryAfterMs = 0 } = error as ProviderError;
      expect(retryAfterMs).toBeGreaterThan(14_000);
      expect(retryAfterMs).toBeLessThan(18_000);
    },
  })),
];

const sizes: readonly ServerCase[] = [
  {
    title: 'gives up on audio that does not end, and hangs up',
    run: async ({ name, synthesizer, server }) => {
      const { file } = wavVariants[4] ?? {};
      const audio = file?.(scale, server.wire) ?? new Uint8Array();
      const endless = Buffer.concat([audio, Buffer.alloc(6_000_000, audio.subarray(-2000))]);
      server.plan({ contentType: 'audio/wav', bodyInstead: endless });
      const heard: Outcome = await hear(synthesizer, scale);
      expectFailure(heard.error, name, 'protocol');
      expect(heard.audio.length).toBeLessThan(40 * 8000);
      expect(await server.requests[0]?.ended).toBe('dropped');
    },
  },
  {
    title: 'does not read an endless refusal',
    run: async ({ name, synthesizer, server }) => {
      server.plan({ failure: { status: 503, body: 'x'.repeat(6_000_000) } });
      expectFailure((await hear(synthesizer, scale)).error, name, 'unavailable');
      expect(await server.requests[0]?.ended).toBe('dropped');
    },
  },
];

const recovery: readonly ServerCase[] = [
  ['a refusal', { failure: { status: 500, body: 'no' } }] as const,
  ['a wrong content type', { contentType: 'text/html' }] as const,
  ['a cut stream', { breaksOff: { at: { bytes: 3001 }, how: 'cut' } }] as const,
  ['a reset', { breaksOff: { at: 'headers', how: 'reset' } }] as const,
].map(([title, plan]): ServerCase => ({
  title: `says the next clause after ${title}`,
  run: async ({ synthesizer, server }) => {
    server.plan(plan);
    expect((await hear(synthesizer, scale)).error).toBeDefined();
    const { audio, error } = await hear(synthesizer, scale);
    expect(error).toBeUndefined();
    expect(heardNotes(audio)).toBe(scaleNotes);
  },
}));

/** How a synthesizer that asks a server reports what goes wrong. */
export const failureCases: readonly ServerCase[] = [...mappings, ...sizes, ...recovery];

/** A `ProviderError` of this kind, none of which holds what the vendor said. */
function expectFailure(error: unknown, provider: string, kind: ProviderErrorKind): void {
  expect(error).toBeInstanceOf(ProviderError);
  expect(error).toMatchObject({ provider, kind });
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    expect([each.message, each.stack].join(' ')).not.toContain(secret);
  }
}

function json(words: string): Delivery {
  return { contentType: 'application/json', bodyInstead: JSON.stringify({ error: words }) };
}

function page(): Delivery {
  return { contentType: 'text/html; charset=utf-8', bodyInstead: '<h1>Welcome</h1>' };
}
