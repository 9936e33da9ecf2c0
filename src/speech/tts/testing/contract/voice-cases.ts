import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAbort } from '../../../../common/errors.js';
import { decodeMulaw, levelDbfs } from '../../../audio/index.js';
import {
  hear,
  longText,
  never,
  shortText,
  within,
  type ContractCase,
  type SynthesizerUnderTest,
} from './contract-case.js';

type VoiceCase = ContractCase<SynthesizerUnderTest>;

const silent = ['', '   ', '\n', '…', '?!', '🙂'].map((text): VoiceCase => ({
  title: `says nothing for ${JSON.stringify(text)}`,
  run: async ({ synthesizer }) => {
    expect(await hear(synthesizer, text)).toMatchObject({ chunks: [], error: undefined });
  },
}));

const shortest = ['7', 'A', '“Yes,” she said:\n“it’s café.”'].map((text): VoiceCase => ({
  title: `speaks ${JSON.stringify(text)}`,
  run: async ({ synthesizer }) => {
    const { audio, error } = await hear(synthesizer, text);
    expect(error).toBeUndefined();
    expect(audio.length).toBeGreaterThan(400);
  },
}));

const sound: readonly VoiceCase[] = [
  {
    title: 'is known by the name that chooses it',
    run: async ({ name, synthesizer }) => {
      expect(synthesizer.name).toBe(name);
      await Promise.resolve();
    },
  },
  {
    title: 'turns text into telephone audio, as long as it takes to say it',
    run: async ({ synthesizer }) => {
      const { audio } = await hear(synthesizer, shortText);
      expect(audio.length / 8000).toBeGreaterThan(0.6);
      expect(audio.length / 8000).toBeLessThan(3);
      expect(levelDbfs(decodeMulaw(audio))).toBeGreaterThan(-30);
    },
  },
  {
    title: 'gives no empty chunk',
    run: async ({ synthesizer }) => {
      const { chunks } = await hear(synthesizer, shortText);
      expect(chunks.map(({ length }) => length)).not.toContain(0);
    },
  },
  {
    title: 'gives chunks that stay as they were given',
    run: async ({ synthesizer }) => {
      const copies: Uint8Array[] = [];
      const kept: Uint8Array[] = [];
      for await (const chunk of synthesizer.synthesize({ text: shortText }, never)) {
        kept.push(chunk);
        copies.push(chunk.slice());
      }
      expect(Buffer.concat(kept).equals(Buffer.concat(copies))).toBe(true);
    },
  },
];

const endings: readonly VoiceCase[] = [
  {
    title: 'does not begin when it is aborted already',
    run: async ({ synthesizer }) => {
      const { error, chunks } = await hear(synthesizer, shortText, AbortSignal.abort());
      expect(isAbort(error)).toBe(true);
      expect(chunks).toEqual([]);
    },
  },
  {
    title: 'ends with an abort soon, and says the next clause',
    run: async ({ synthesizer }) => {
      const controller = new AbortController();
      const work = hear(synthesizer, longText, controller.signal);
      await sleep(5);
      const abortedAt = performance.now();
      controller.abort();
      expect(isAbort((await work).error)).toBe(true);
      expect(performance.now() - abortedAt).toBeLessThan(300);
      expect((await hear(synthesizer, shortText)).audio.length).toBeGreaterThan(4000);
    },
  },
  {
    title: 'ends with an abort after its first chunk, and gives no other',
    run: async ({ synthesizer }) => {
      const controller = new AbortController();
      const { chunks, error } = await hear(synthesizer, longText, controller.signal, () => {
        controller.abort();
      });
      expect(isAbort(error)).toBe(true);
      expect(chunks).toHaveLength(1);
    },
  },
  {
    title: 'takes an abort after the end for nothing',
    run: async ({ synthesizer }) => {
      const controller = new AbortController();
      expect((await hear(synthesizer, shortText, controller.signal)).error).toBeUndefined();
      controller.abort();
      expect((await hear(synthesizer, shortText)).error).toBeUndefined();
    },
  },
  {
    title: 'says the next clause after one was left in the middle',
    run: async ({ synthesizer }) => {
      for await (const chunk of synthesizer.synthesize({ text: longText }, never)) {
        if (chunk.length > 0) break;
      }
      expect((await hear(synthesizer, shortText)).audio.length).toBeGreaterThan(4000);
    },
  },
  {
    title: 'can be ended twice',
    run: async ({ synthesizer }) => {
      const chunks = synthesizer.synthesize({ text: shortText }, never)[Symbol.asyncIterator]();
      await within(3000, chunks.next());
      await within(3000, Promise.all([chunks.return?.(), chunks.return?.()]));
      expect(await within(3000, chunks.next())).toMatchObject({ done: true });
    },
  },
  {
    title: 'leaves no listener on the signal, after an end, an abort or a departure',
    run: async ({ synthesizer }) => {
      const heard = new AbortController();
      await hear(synthesizer, shortText, heard.signal);
      expect(getEventListeners(heard.signal, 'abort')).toEqual([]);
      const left = new AbortController();
      for await (const chunk of synthesizer.synthesize({ text: shortText }, left.signal)) {
        if (chunk.length > 0) break;
      }
      expect(getEventListeners(left.signal, 'abort')).toEqual([]);
    },
  },
];

/** What every synthesizer does, whoever made it. */
export const voiceCases: readonly VoiceCase[] = [...sound, ...silent, ...shortest, ...endings];
