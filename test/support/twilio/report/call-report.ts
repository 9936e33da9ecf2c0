import { writeFile } from 'node:fs/promises';

import {
  decodeMulaw,
  mulawBytesPerMs,
  telephoneHz,
  writeWav,
} from '../../../../src/speech/audio/index.js';
import type { TwilioNotice } from '../notice.js';
import type { CallEnder, CallEvent } from '../timeline.js';
import type { CallOutcome } from '../twiml/twiml-walk.js';
import type { PlaybackGap, TurnMeasurement } from './measure-turns.js';

/** Twilio logs every close by the server, also the one that hands the call back to its TwiML. */
const serverClosedStream = 31921;

export interface CallFacts {
  readonly callSid: string;
  /** Undefined while the call lasts. */
  readonly outcome: CallOutcome | undefined;
  readonly endedBy: CallEnder | undefined;
  readonly durationMs: number;
  readonly timeline: readonly CallEvent[];
  readonly turns: readonly TurnMeasurement[];
  /** Holes in the tutor's audio, in replies and in the greeting. */
  readonly gaps: readonly PlaybackGap[];
  /** First audible moment of the call, from the moment it was placed. */
  readonly firstHeardMs: number | null;
  /** Most audio that was ever queued ahead of the caller's ear. */
  readonly longestQueueMs: number;
  /** How late this process was with its 20 ms frames: distrust figures when these are large. */
  readonly lateness: { readonly p99Ms: number; readonly worstMs: number };
  /** Mu-law, 8 kHz, equally long, on the clock of the timeline. */
  readonly callerAudio: Uint8Array;
  readonly tutorAudio: Uint8Array;
}

/** What is known of a call when it is over, or so far. */
export interface CallReport extends CallFacts {
  /** The TwiML documents in the order they were fetched. */
  readonly documents: readonly string[];
  /** The texts of every `<Say>`. */
  readonly said: readonly string[];
  /** Everything Twilio would have logged about the server. */
  readonly notices: readonly TwilioNotice[];
  /** The notices that a healthy call does not have: all but 31921, which every close by us causes. */
  readonly problems: readonly TwilioNotice[];
  /** The close code of the last stream; null when there was none. */
  readonly closeCode: number | null;
  /** What the caller heard between two moments of the call: mu-law, 8 kHz. */
  audioHeardBetween(startMs: number, endMs: number): Uint8Array;
  /** Writes what both sides said as 16-bit stereo WAV at 8 kHz: the caller left, the tutor right. */
  writeRecording(path: string): Promise<void>;
}

export function createReport(facts: CallFacts): CallReport {
  const { timeline, callerAudio, tutorAudio } = facts;
  const notices = timeline.flatMap((event) => (event.type === 'notice' ? [event.notice] : []));
  return {
    ...facts,
    documents: timeline.flatMap((event) => (event.type === 'webhook' ? [event.body] : [])),
    said: timeline.flatMap((event) => (event.type === 'say' ? [event.text] : [])),
    notices,
    problems: notices.filter(({ code }) => code !== serverClosedStream),
    closeCode: timeline.findLast((event) => event.type === 'stream-closed')?.code ?? null,
    audioHeardBetween: (startMs, endMs) =>
      tutorAudio.subarray(
        Math.max(0, Math.round(startMs * mulawBytesPerMs)),
        Math.max(0, Math.round(endMs * mulawBytesPerMs)),
      ),
    writeRecording: async (path) => {
      const channels = [decodeMulaw(callerAudio), decodeMulaw(tutorAudio)];
      await writeFile(path, writeWav({ sampleRateHz: telephoneHz, channels }));
    },
  };
}
