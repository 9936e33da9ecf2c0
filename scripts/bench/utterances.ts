import { join } from 'node:path';
import { decodeMulaw, mulawBytesPerMs, mulawSilence } from '../../src/speech/audio/index.js';
import type { SpokenPart, Utterance } from '../../test/support/audio/exact-recogniser.js';
import { joined, loadRecording, silence, type Recording } from '../../test/support/audio/index.js';
import {
  atLevel,
  lineNoise,
  quietestMomentMs,
  seededRandom,
  speechAtLevel,
  withNoise,
} from '../../test/support/audio/mixing.js';
import { speechFolder } from '../support/rehearsal.js';

export const conditions = ['clean', 'telephone', 'street', 'quiet'] as const;
/** Where the caller stands, and how loudly they speak. */
export type Condition = (typeof conditions)[number];

const speechDbfs = -22;
const quietDbfs = -35;
/** Signal to noise, in dB. */
const telephoneDb = 20;
const streetDb = 10;
/** A noisy line is noisy before the words and after them. */
const noiseBeforeMs = 600;
const noiseAfterMs = 1500;
/** How far from where the letters say the border between two words may lie. */
const borderSearchMs = 220;

/** A word or a phrase as it was recorded, from its first sound to its last. */
interface Clip {
  readonly text: string;
  readonly audio: Uint8Array;
}

/** Phrases with a thinking pause, its place marked by `|`. */
export const pausable: Readonly<Record<string, string>> = {
  'i-think-it-is-ten': 'I think | it is ten.',
  'i-want-to-practise-english': 'I want to | practise English.',
  'i-went-to-the-market': 'I went to | the market.',
  'my-sister-is-a-teacher': 'My sister is | a teacher.',
};

/** Makes what callers say out of the project's recordings: the same audio for the same seed. */
export class Speech {
  private readonly recordings = new Map<string, Recording>();
  private readonly random;
  private street: Int16Array = new Int16Array(1);
  private count = 0;

  private constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  static async load(labels: readonly string[], seed: number): Promise<Speech> {
    const speech = new Speech(seed);
    for (const label of [...labels, 'street']) {
      const recording = await loadRecording(join(speechFolder, `${label}.wav`));
      speech.recordings.set(label, recording);
    }
    const { audio } = speech.recording('street');
    speech.street = decodeMulaw(audio);
    return speech;
  }

  /** A recording as it is; `text` is empty for a sound that is no word. */
  whole(label: string, text: string, condition: Condition): Utterance {
    return this.utter([this.clip(label, text)], 0, { text, condition });
  }

  /** A sentence with a pause where one word ends and the next begins; 0 for none. */
  withPause(label: string, pauseMs: number, condition: Condition): Utterance {
    const marked = pausable[label] ?? '';
    const [first = '', second = ''] = marked.split(' | ');
    const { audio } = this.clip(label, marked);
    const lengthMs = audio.length / mulawBytesPerMs;
    const guessMs = (lengthMs * first.length) / (first.length + second.length);
    const borderMs = quietestMomentMs(
      audio,
      Math.max(0, Math.round(guessMs - borderSearchMs)),
      Math.min(lengthMs, Math.round(guessMs + borderSearchMs)),
    );
    const border = Math.round(borderMs) * mulawBytesPerMs;
    const clips = [
      { text: first, audio: audio.subarray(0, border) },
      { text: second.replace('.', ''), audio: audio.subarray(border) },
    ];
    return this.utter(clips, pauseMs, { text: marked.replace(' |', ''), condition });
  }

  /** Numbers counted out, with a pause between each two. */
  counted(labels: readonly string[], pauseMs: number, condition: Condition): Utterance {
    const words = labels.map((label) => label.charAt(0).toUpperCase() + label.slice(1));
    const clips = labels.map((label, index) => this.clip(label, words[index] ?? ''));
    return this.utter(clips, pauseMs, { text: `${words.join(', ')}.`, condition });
  }

  private utter(
    clips: readonly Clip[],
    pauseMs: number,
    { text, condition }: { text: string; condition: Condition },
  ): Utterance {
    const noisy = condition === 'telephone' || condition === 'street';
    const beforeMs = noisy ? noiseBeforeMs : 0;
    const pieces: Uint8Array[] = [silence(beforeMs)];
    const parts: SpokenPart[] = [];
    let atMs = beforeMs;
    for (const [index, clip] of clips.entries()) {
      if (index > 0) {
        pieces.push(silence(pauseMs));
        atMs += pauseMs;
      }
      pieces.push(clip.audio);
      const endMs = atMs + clip.audio.length / mulawBytesPerMs;
      if (clip.text !== '') parts.push({ text: clip.text, startMs: atMs, endMs });
      atMs = endMs;
    }
    const speech = { startMs: beforeMs, endMs: atMs };
    const audio = joined(...pieces, silence(noisy ? noiseAfterMs : 0));
    const label = `${++this.count} ${text}`;
    return {
      text,
      parts,
      recording: { label, audio: this.under(condition, audio, speech), speech },
    };
  }

  private under(
    condition: Condition,
    audio: Uint8Array,
    speech: { startMs: number; endMs: number },
  ): Uint8Array {
    switch (condition) {
      case 'clean':
        return audio;
      case 'quiet':
        return speechAtLevel(audio, speech, quietDbfs);
      case 'telephone':
        return withNoise(
          speechAtLevel(audio, speech, speechDbfs),
          lineNoise(audio.length, speechDbfs - telephoneDb, this.random),
        );
      case 'street': {
        const from = Math.floor(this.random() * this.street.length);
        const turned = Int16Array.from(this.street, (_, index) => this.streetAt(from + index));
        return withNoise(
          speechAtLevel(audio, speech, speechDbfs),
          atLevel(turned, speechDbfs - streetDb),
        );
      }
    }
  }

  private streetAt(index: number): number {
    return this.street[index % this.street.length] ?? 0;
  }

  /** The words of a recording without the silence around them, whole milliseconds. */
  private clip(label: string, text: string): Clip {
    const { audio, speech } = this.recording(label);
    const bytes = Math.floor(speech.endMs - speech.startMs) * mulawBytesPerMs;
    const from = Math.floor(speech.startMs) * mulawBytesPerMs;
    const spoken = new Uint8Array(bytes).fill(mulawSilence);
    spoken.set(audio.subarray(from, from + bytes));
    return { text: text.replace(/[.?]$/, ''), audio: spoken };
  }

  private recording(label: string): Recording {
    const found = this.recordings.get(label);
    if (!found) throw new Error(`There is no recording ${label}.wav.`);
    return found;
  }
}
