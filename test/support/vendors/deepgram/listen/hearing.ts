import type { WavAudio } from '../../audio/wav.js';
import { type HeardWord, timedWords, wordsOf } from './heard-text.js';
import type { SocketPlan } from '../socket-line.js';
import { type Frame, frameMs } from './voice-meter.js';

/** Where the words come from, planned or told by the sound, and when. */
export interface HearingPlan extends SocketPlan {
  /** One text for each stretch of speech; the last is not repeated. */
  readonly texts?: readonly string[];
  /** Without planned texts: the words in this audio, which may end anywhere in them. */
  readonly recognise?: (audio: WavAudio) => string;
  /** How long the vendor takes from the audio to the message. */
  readonly resultDelayMs?: number;
}

/** Speech without a pause, as far as it is not final yet, in ms of the stream. */
export interface SpeechSoFar {
  readonly startMs: number;
  readonly endMs: number;
  /** How much of it is speech; `Infinity` when it is over. */
  readonly speechMs: number;
}

/** What understands the words of one stream. */
export interface Hearing {
  /** A stretch of speech begins with the frame that is heard next. */
  begin(): void;
  hear(frame: Frame): void;
  /** What was understood since the last settled word. */
  words(speech: SpeechSoFar): readonly HeardWord[];
  /** The first `count` of these words are final and are not told again. */
  settle(count: number): void;
}

export function hearingOf({ texts, recognise }: HearingPlan, sampleRateHz: number): Hearing {
  return recognise && !texts
    ? new AttentiveHearing(recognise, sampleRateHz)
    : new PlannedHearing(texts ?? ['What is five plus two?']);
}

/** Planned speech is taken to run at this pace, which says how much of a text was heard so far. */
const msPerWord = 300;

class PlannedHearing implements Hearing {
  private readonly texts: string[];
  private rest: readonly string[] = [];

  constructor(texts: readonly string[]) {
    this.texts = [...texts];
  }

  begin(): void {
    this.rest = wordsOf(this.texts.shift() ?? '');
  }

  hear(): void {
    // What is heard is planned.
  }

  words({ startMs, endMs, speechMs }: SpeechSoFar): readonly HeardWord[] {
    const count = Math.max(1, Math.floor(speechMs / msPerWord));
    return timedWords(this.rest.slice(0, count), startMs, endMs);
  }

  settle(count: number): void {
    this.rest = this.rest.slice(count);
  }
}

/** So much silence parts what is said from what was said before. */
const forgetMs = 2_000;

/**
 * Listens to all that was said without a long silence, so that no word is lost where a final cuts the
 * audio. A word is taken to be said when it is first understood.
 */
class AttentiveHearing implements Hearing {
  private audio: Int16Array[] = [];
  private silentMs = 0;
  private understood: readonly HeardWord[] = [];
  private understoodMs = 0;
  private settled = 0;

  constructor(
    private readonly recognise: (audio: WavAudio) => string,
    private readonly sampleRateHz: number,
  ) {}

  begin(): void {
    if (this.silentMs < forgetMs) return;
    this.audio = [];
    this.understood = [];
    this.settled = 0;
  }

  hear({ samples, isSpeech }: Frame): void {
    this.silentMs = isSpeech ? 0 : this.silentMs + frameMs;
    if (this.silentMs < forgetMs) this.audio.push(samples);
  }

  words({ startMs, endMs }: SpeechSoFar): readonly HeardWord[] {
    const texts = wordsOf(this.recognise(this.heard()));
    const news = texts.slice(this.understood.length);
    const again = this.understood.flatMap(({ start, end }, index) =>
      timedWords(texts.slice(index, index + 1), start * 1000, end * 1000),
    );
    const sinceMs = Math.max(startMs, this.understoodMs);
    this.understood = [...again, ...timedWords(news, sinceMs, endMs)];
    this.understoodMs = endMs;
    return this.understood.slice(this.settled);
  }

  settle(count: number): void {
    this.settled += count;
  }

  private heard(): WavAudio {
    const { audio, sampleRateHz } = this;
    const samples = new Int16Array(audio.reduce((length, frame) => length + frame.length, 0));
    let at = 0;
    for (const frame of audio) {
      samples.set(frame, at);
      at += frame.length;
    }
    return { sampleRateHz, samples, durationMs: (at * 1000) / sampleRateHz };
  }
}
