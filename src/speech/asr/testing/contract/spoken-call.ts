import { setTimeout as pause } from 'node:timers/promises';
import { silence } from '../../../testing/recordings.js';
import type {
  PartialWords,
  RecognitionStream,
  Stretch,
  Transcript,
} from '../../speech-recognizer.js';
import {
  never,
  outcomeOf,
  type Outcome,
  type StreamingRecognizerUnderTest,
} from './contract-case.js';

/** Voice without a pause, of which stand-ins take 300 ms for a word. */
export function voice(ms: number): Uint8Array {
  return Uint8Array.from({ length: ms * 8 }, (_, i) => (i % 8 < 4 ? 0x10 : 0x90));
}

/** The silence after which a turn's words are asked for. */
export const triggerMs = 160;

/** A call that a streaming recogniser listens to, spoken faster than people speak. */
export class SpokenCall {
  readonly stream: RecognitionStream;
  readonly partials: PartialWords[] = [];
  private readonly said: Uint8Array[] = [];
  private saidMs = 0;

  constructor({ recognizer }: Pick<StreamingRecognizerUnderTest, 'recognizer'>) {
    this.stream = recognizer.open({ heard: (words) => this.partials.push(words) });
  }

  get nowMs(): number {
    return this.saidMs;
  }

  /** Everything that was said so far. */
  get audio(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.said));
  }

  /** Says it in frames of `frameBytes`, used in turn, ten times as fast as a telephone. */
  async say(audio: Uint8Array, frameBytes: readonly number[] = [160], speed = 10): Promise<void> {
    let sinceRestMs = 0;
    for (let at = 0, i = 0; at < audio.length; i++) {
      const frame = audio.slice(at, at + (frameBytes[i % frameBytes.length] ?? 160));
      this.stream.push(frame);
      at += frame.length;
      sinceRestMs += frame.length / 8;
      if (sinceRestMs >= 100) {
        await pause(sinceRestMs / speed);
        sinceRestMs = 0;
      }
    }
    this.said.push(audio);
    this.saidMs += audio.length / 8;
  }

  /** A sentence of `ms`, and the pause after it. */
  async saySentence(ms = 900, speed = 10): Promise<void> {
    await this.say(voice(ms), [160], speed);
    await this.say(silence(triggerMs), [160], speed);
  }

  /** What the call has said since `fromMs`, as it asks for it. */
  stretch(fromMs = 0): Stretch {
    return { audio: this.audio.slice(fromMs * 8), fromMs, toMs: this.saidMs };
  }

  async outcome(fromMs = 0, signal = never): Promise<Outcome> {
    return outcomeOf(this.recognize(fromMs, signal), 8000);
  }

  async words(fromMs = 0): Promise<string | undefined> {
    const { transcript, error } = await this.outcome(fromMs);
    expect(error).toBeUndefined();
    return transcript?.text;
  }

  async recognize(fromMs: number, signal: AbortSignal): Promise<Transcript> {
    return this.stream.recognize(this.stretch(fromMs), signal);
  }
}
