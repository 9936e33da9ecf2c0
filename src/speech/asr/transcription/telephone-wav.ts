import {
  decodeMulaw,
  floatToPcm,
  mulawBytesPerMs,
  mulawSilence,
  pcmToFloat,
  resample,
  telephoneHz,
  writeWav,
} from '../../audio/index.js';

/** The models work at this rate inside, and whisper.cpp takes no other. */
const engineHz = 16_000;
/** OpenAI refuses audio of less than 100 ms. */
const shortestBytes = 120 * mulawBytesPerMs;

/** Telephone audio (mu-law, 8 kHz) as a WAV file of 16-bit samples at 16 kHz, of at least 120 ms. */
export function telephoneWav(audio: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.max(audio.length, shortestBytes)).fill(mulawSilence);
  padded.set(audio);
  const samples = resample(pcmToFloat(decodeMulaw(padded)), telephoneHz, engineHz);
  return new Uint8Array(writeWav({ sampleRateHz: engineHz, channels: [floatToPcm(samples)] }));
}
