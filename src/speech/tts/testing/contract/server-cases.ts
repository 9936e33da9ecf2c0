import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from '../../../../../test/support/vendors/server/answer.js';
import { isAbort } from '../../../../common/errors.js';
import {
  hear,
  never,
  scale,
  scaleNotes,
  within,
  type ContractCase,
  type ServedSynthesizerUnderTest,
} from './contract-case.js';
import { heardNotes, wholeNotes } from './scale.js';
import { wavVariants } from './wav-variants.js';

type ServerCase = ContractCase<ServedSynthesizerUnderTest>;

const pieces: readonly (readonly [title: string, sizes: readonly number[]])[] = [
  ['single bytes', [...ones(400), 100_000]],
  ['odd pieces', [3, 801, 1, 1237]],
  ['pieces that cut every sample', [5, 7]],
  ['one piece', [1_000_000]],
];

const order: readonly ServerCase[] = [
  {
    title: 'gives all the audio in order',
    run: async ({ synthesizer }) => {
      const { audio, error } = await hear(synthesizer, scale);
      expect(error).toBeUndefined();
      expect(heardNotes(audio)).toBe(scaleNotes);
    },
  },
  ...pieces.map(([title, writeBytes]): ServerCase => ({
    title: `hears the same from ${title}`,
    run: async ({ synthesizer, server }) => {
      server.plan({ writeBytes });
      expect(heardNotes((await hear(synthesizer, scale)).audio)).toBe(scaleNotes);
    },
  })),
  {
    title: 'keeps clauses that are spoken at once apart',
    run: async ({ synthesizer }) => {
      const texts = ['Do mi sol.', 'Ti la fa.', 'Re fa la.'];
      const heard = await Promise.all(texts.map(async (text) => hear(synthesizer, text)));
      expect(heard.map(({ audio }) => heardNotes(audio))).toEqual([
        'do mi sol',
        'ti la fa',
        're fa la',
      ]);
    },
  },
  {
    title: 'speaks a text that is longer than a request may be',
    run: async ({ synthesizer }) => {
      const { audio, error } = await hear(synthesizer, `${scale} `.repeat(90));
      expect(error).toBeUndefined();
      expect(heardNotes(audio)).toBe(`${scaleNotes} `.repeat(90).trimEnd());
    },
  },
];

const headers: readonly ServerCase[] = [
  ...wavVariants.map(({ title, file }): ServerCase => ({
    title: `hears no click of a WAV header ${title}`,
    run: async ({ synthesizer, server }) => {
      server.plan({ contentType: 'audio/wav', bodyInstead: file(scale, server.wire) });
      expect(heardNotes((await hear(synthesizer, scale)).audio)).toBe(scaleNotes);
    },
  })),
  ...wavVariants.slice(0, 2).map(({ title, file }): ServerCase => ({
    title: `hears a WAV header ${title} that comes byte by byte`,
    run: async ({ synthesizer, server }) => {
      const bodyInstead = file(scale, server.wire);
      server.plan({ contentType: 'audio/wav', bodyInstead, writeBytes: [...ones(60), 8000] });
      expect(heardNotes((await hear(synthesizer, scale)).audio)).toBe(scaleNotes);
    },
  })),
  {
    title: 'never plays a WAV file of another rate at the wrong pitch',
    run: async ({ synthesizer, server }) => {
      const format = { encoding: 'linear16', sampleRateHz: 16_000 } as const;
      const bodyInstead = wavVariants[0]?.file(scale, format) ?? '';
      server.plan({ contentType: 'audio/wav', bodyInstead });
      const { audio, error } = await hear(synthesizer, scale);
      if (error === undefined) expect(heardNotes(audio)).toBe(scaleNotes);
      else {
        expect(error).toMatchObject({ kind: 'protocol' });
        expect(audio).toHaveLength(0);
      }
    },
  },
  {
    title: 'fails when a WAV file ends before its audio',
    run: async ({ synthesizer, server }) => {
      const file = wavVariants[0]?.file(scale, server.wire) ?? new Uint8Array();
      server.plan({ contentType: 'audio/wav', bodyInstead: file.subarray(0, file.length / 2) });
      expect((await hear(synthesizer, scale)).error).toMatchObject({ kind: 'protocol' });
    },
  },
  {
    title: 'fails when a WAV file ends inside its header',
    run: async ({ synthesizer, server }) => {
      const file = wavVariants[0]?.file(scale, server.wire) ?? new Uint8Array();
      server.plan({ contentType: 'audio/wav', bodyInstead: file.subarray(0, 30) });
      expect((await hear(synthesizer, scale)).error).toMatchObject({ kind: 'protocol' });
    },
  },
];

const abortPoints: readonly (readonly [title: string, plan: Delivery])[] = [
  ['before the headers', { breaksOff: { at: 'headers', how: 'hang' } }],
  ['after the headers', { breaksOff: { at: { bytes: 0 }, how: 'hang' } }],
  ['inside the first sample', { breaksOff: { at: { bytes: 1 }, how: 'hang' } }],
  ['in the middle of the audio', { breaksOff: { at: { bytes: 3001 }, how: 'hang' } }],
];

const leaving: readonly ServerCase[] = [
  ...abortPoints.map(([title, plan]): ServerCase => ({
    title: `hangs up on a server that hangs ${title} when it is aborted`,
    run: async ({ synthesizer, server }) => {
      server.plan(plan);
      const controller = new AbortController();
      const work = hear(synthesizer, scale, controller.signal);
      await sleep(60);
      const abortedAt = performance.now();
      controller.abort();
      const { audio, error } = await within(1500, work);
      expect(isAbort(error)).toBe(true);
      expect(performance.now() - abortedAt).toBeLessThan(200);
      expect(scaleNotes.startsWith(wholeNotes(audio))).toBe(true);
      expect(await within(500, dropped(server))).toBe('dropped');
    },
  })),
  {
    title: 'ends with the abort after whichever chunk it comes',
    run: async ({ synthesizer }) => {
      const { chunks } = await hear(synthesizer, scale);
      for (const point of chunks.keys()) {
        const controller = new AbortController();
        const heard = await hear(synthesizer, scale, controller.signal, (count) => {
          if (count === point + 1) controller.abort();
        });
        const isLast = point === chunks.length - 1;
        if (!isLast || heard.error !== undefined) expect(isAbort(heard.error)).toBe(true);
        expect(heard.chunks).toHaveLength(point + 1);
      }
    },
  },
  {
    title: 'asks nothing before it is listened to',
    run: async ({ synthesizer, server }) => {
      synthesizer.synthesize({ text: scale }, never);
      await sleep(30);
      expect(server.requests).toHaveLength(0);
    },
  },
  {
    title: 'asks nothing for a text without words, or when it is aborted already',
    run: async ({ synthesizer, server }) => {
      await hear(synthesizer, '…');
      await hear(synthesizer, scale, AbortSignal.abort());
      expect(server.requests).toHaveLength(0);
    },
  },
];

const resources: readonly ServerCase[] = [
  {
    title: 'speaks one clause after another without opening a connection for each',
    run: async ({ synthesizer, server }) => {
      for (let clause = 0; clause < 12; clause++) {
        expect((await hear(synthesizer, 'Do.')).error).toBeUndefined();
      }
      expect(server.openConnections).toBeLessThanOrEqual(2);
    },
  },
  {
    title: 'leaves no socket and no timer when it is closed',
    run: async ({ synthesizer, server }) => {
      const before = timers();
      await Promise.all(['Do.', 'Re.', 'Mi.'].map(async (text) => hear(synthesizer, text)));
      server.plan({ breaksOff: { at: { bytes: 500 }, how: 'cut' } });
      await hear(synthesizer, scale);
      await within(1000, synthesizer.close());
      await eventually(() => server.openConnections === 0);
      await eventually(() => timers() <= before);
    },
  },
  {
    title: 'ends what is under way when it is closed',
    run: async ({ synthesizer, server }) => {
      server.plan({ breaksOff: { at: 'headers', how: 'hang' } });
      const work = hear(synthesizer, scale);
      await sleep(40);
      await within(1000, synthesizer.close());
      expect((await within(500, work)).error).toBeDefined();
    },
  },
];

/** What every synthesizer does that asks a server. The server sings the scale. */
export const serverCases: readonly ServerCase[] = [...order, ...headers, ...leaving, ...resources];

function ones(count: number): readonly number[] {
  return Array.from({ length: count }, () => 1);
}

async function dropped({ requests }: ServedSynthesizerUnderTest['server']): Promise<string> {
  return requests.at(-1)?.ended ?? 'never asked';
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

async function eventually(isTrue: () => boolean): Promise<void> {
  for (let wait = 0; wait < 40 && !isTrue(); wait++) await sleep(10);
  expect(isTrue()).toBe(true);
}
