import { babble } from './babble.js';
import { decodeMuLaw } from './mu-law.js';

/** Speaks a text as telephone audio: mu-law, 8 kHz, mono, no header. */
export type Voice = (text: string) => Uint8Array;

const telephoneHz = 8_000;

/** The text spoken by the voice, or babbled without one, at any sample rate. */
export function speak(text: string, sampleRateHz: number, voice?: Voice): Int16Array {
  if (!voice) return babble(text, sampleRateHz);
  return resampled(decodeMuLaw(voice(text)), telephoneHz, sampleRateHz);
}

/** Linear interpolation: enough for a stand-in's voice. */
function resampled(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  return Int16Array.from({ length: Math.floor((samples.length * toHz) / fromHz) }, (_, i) => {
    const at = (i * fromHz) / toHz;
    const [left, right] = [samples[Math.floor(at)] ?? 0, samples[Math.ceil(at)] ?? 0];
    return Math.round(left + (right - left) * (at % 1));
  });
}
