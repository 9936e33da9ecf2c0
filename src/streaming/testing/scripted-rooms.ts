import { setImmediate } from 'node:timers/promises';
import { ProviderError } from '../../common/errors.js';
import type { Log } from '../../common/log.js';
import { silentMeter } from '../../common/meter.js';
import { VirtualClock } from '../../common/virtual-clock.js';
import type { InteractionRecord } from '../../metrics/index.js';
import type { CallerInput, Clause, Tutor, TutorState } from '../../tutor/index.js';
import type { CallRooms } from '../call-rooms.js';
import type { TurnPolicy } from '../engine/policy.js';

export const policy: TurnPolicy = {
  windowMs: 32,
  voiceThreshold: 0.5,
  silenceThreshold: 0.35,
  speechStartMs: 64,
  bargeInStartMs: 128,
  bargeInCommitMs: 704,
  triggerMs: 160,
  minWaitMs: 400,
  maxWaitMs: 1600,
  usesWords: true,
  usesCaller: true,
  speculationLimit: 3,
  greetingInterruptible: true,
  fillerAfterMs: 1200,
  fillerEveryMs: 3200,
  fillerLimit: 3,
  utteranceMaxMs: 10_000,
  prerollMs: 300,
  silenceRepromptMs: 7000,
  callLimitMs: 600_000,
};

/** What one recognition is to do. */
export type Recognition = { readonly text: string } | { readonly fails: true };

export interface Script {
  readonly recognitions: Recognition[];
  readonly recognizeMs: number;
  readonly synthesizeMs: number;
  /** The tutor's words for an input, a clause each. A clause "!" makes the tutor fail. */
  readonly answer: (input: CallerInput) => readonly string[];
}

const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const beginning: TutorState = { module: 'menu', lesson: {}, history: [], openQuestion: null };

/** Resolves after `ms` of virtual time, or rejects when aborted. */
async function pass(clock: VirtualClock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = clock.after(ms, resolve);
    signal.addEventListener('abort', () => {
      timer.cancel();
      reject(new DOMException('aborted', 'AbortError'));
    });
  });
}

function scriptedTutor(script: Script): Tutor {
  return {
    begin: () => beginning,
    fit: () => ({ answer: null, patience: 1 }),
    filler: () => ({ text: 'Hm.', fixed: true }),
    respond(state, input) {
      const words = script.answer(input);
      return {
        clauses: (async function* (): AsyncGenerator<Clause> {
          for (const text of words) {
            await setImmediate();
            if (text === '!') throw new ProviderError('scripted', 'unavailable', 'no answer');
            yield { text };
          }
        })(),
        endsCall: words.includes('Goodbye.'),
        text: 'canText' in input && input.canText ? 'A tip.' : null,
        settle: (heard) => ({
          ...state,
          history: [
            ...state.history,
            { role: 'tutor', text: heard.map(({ text }) => text).join(' ') },
          ],
        }),
        facts: () => ({
          module: 'menu',
          tokensIn: 0,
          tokensOut: 0,
          model: null,
          error: null,
          gamification: {},
        }),
      };
    },
  };
}

/** A house of programmable providers on virtual time; voice is any byte that is not 0xff. */
export function scriptedRooms(script: Script): {
  rooms: CallRooms;
  clock: VirtualClock;
  records: InteractionRecord[];
} {
  const clock = new VirtualClock();
  const records: InteractionRecord[] = [];
  const rooms: CallRooms = {
    clock,
    policy,
    playbackAheadMs: 1000,
    log: silentLog,
    meter: silentMeter,
    judge: null,
    tutor: scriptedTutor(script),
    recorder: { record: (record) => records.push(record) },
    recognizer: {
      name: 'scripted',
      capabilities: { streaming: false, confidence: false },
      async recognize(_, signal) {
        const next = script.recognitions.shift() ?? { text: '' };
        await pass(clock, script.recognizeMs, signal);
        if ('fails' in next) throw new ProviderError('scripted', 'unavailable', 'out of order');
        return { text: next.text, confidence: 0.9 };
      },
      close: async () => Promise.resolve(),
    },
    synthesizer: {
      name: 'scripted',
      capabilities: { streaming: true },
      async *synthesize({ text }, signal) {
        await pass(clock, script.synthesizeMs, signal);
        if (text === 'mute') throw new ProviderError('scripted', 'unavailable', 'no voice');
        yield new Uint8Array(text.length * 50 * 8);
        if (text === 'hoarse') throw new ProviderError('scripted', 'unavailable', 'voice lost');
      },
      close: async () => Promise.resolve(),
    },
    detector: {
      open(onActivity) {
        let endMs = 0;
        return {
          push(audio) {
            endMs += audio.length / 8;
            onActivity(audio.some((byte) => byte !== 0xff) ? 0.95 : 0.01, endMs);
          },
          close: () => undefined,
        };
      },
      close: async () => Promise.resolve(),
    },
  };
  return { rooms, clock, records };
}
