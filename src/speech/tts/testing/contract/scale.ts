import { babble } from '../../../../../test/support/vendors/audio/babble.js';
import {
  decodeMulaw,
  encodeMulaw,
  floatToPcm,
  mulawBytesPerMs,
  telephoneHz,
} from '../../../audio/index.js';

/** Multiples of 100 Hz, so that a window of 10 ms tells one from another. */
const scaleHz = { do: 400, re: 600, mi: 800, fa: 1000, sol: 1200, la: 1400, ti: 1600 } as const;

const notes = Object.entries(scaleHz);
const windowSamples = 80;
const noteMs = 100;
const restMs = 40;
const amplitude = 0.2;
const faintestPower = (0.02 * amplitude) ** 2;

/** Sings a text of notes and babbles any other: a voice for a stand-in, mu-law at 8 kHz. */
export function singOrBabble(text: string): Uint8Array {
  const words = text.toLowerCase().match(/\w+/g) ?? [];
  const pitches = words.map((word) => notes.find(([note]) => note === word)?.[1]);
  return pitches.every((hz) => hz !== undefined)
    ? sing(pitches)
    : encodeMulaw(babble(text, telephoneHz));
}

/** Each note for 100 ms, with 40 ms of silence on each side. */
function sing(pitches: readonly number[]): Uint8Array {
  const rest = new Float32Array(restMs * mulawBytesPerMs);
  const tones = pitches.map((hz) =>
    Float32Array.from(
      { length: noteMs * mulawBytesPerMs },
      (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / telephoneHz),
    ),
  );
  const samples = [rest, ...tones, rest].flatMap((part) => Array.from(part));
  return encodeMulaw(floatToPcm(Float32Array.from(samples)));
}

/**
 * The notes that are heard in mu-law audio at 8 kHz, in order. A note that is not 100 ms long has its
 * length behind it, and a sound that is no note is a question mark.
 */
export function heardNotes(audio: Uint8Array): string {
  const samples = decodeMulaw(audio);
  const heard: { readonly sound: string; ms: number }[] = [];
  for (let from = 0; from < samples.length; from += windowSamples) {
    const sound = soundOf(samples.subarray(from, from + windowSamples));
    const last = heard.at(-1);
    if (last?.sound === sound) last.ms += 10;
    else heard.push({ sound, ms: 10 });
  }
  return heard
    .filter(({ sound }) => sound !== '')
    .map(({ sound, ms }) => (sound === '?' || ms === noteMs ? sound : `${sound}(${ms})`))
    .join(' ');
}

/** The notes before the place where the audio was cut. */
export function wholeNotes(audio: Uint8Array): string {
  return heardNotes(audio).replace(/( ?(\w+\(\d+\)|\?))+$/, '');
}

/** A note, nothing for silence, or a question mark. */
function soundOf(window: Int16Array): string {
  const samples = Array.from(window, (sample) => sample / 32_768);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / windowSamples;
  if (power < faintestPower) return '';
  const clearest = notes.find(([, hz]) => powerAt(samples, hz) > 0.8 * power);
  return clearest?.[0] ?? '?';
}

/** The power of one frequency, by a discrete Fourier transform at that frequency alone. */
function powerAt(samples: readonly number[], hz: number): number {
  let [re, im] = [0, 0];
  samples.forEach((sample, i) => {
    const angle = (2 * Math.PI * hz * i) / telephoneHz;
    re += sample * Math.cos(angle);
    im += sample * Math.sin(angle);
  });
  return (2 * (re * re + im * im)) / windowSamples ** 2;
}
