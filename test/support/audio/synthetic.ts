import {
  encodeMulaw,
  mulawBytesPerMs,
  mulawSilence,
  telephoneHz,
} from '../../../src/speech/audio/index.js';

/** A sine tone: mu-law, 8 kHz, about -12 dB of full scale. */
export function tone(ms: number, frequencyHz = 440): Uint8Array {
  const samples = Int16Array.from({ length: ms * mulawBytesPerMs }, (_, index) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * frequencyHz * index) / telephoneHz)),
  );
  return encodeMulaw(samples);
}

export function silence(ms: number): Uint8Array {
  return new Uint8Array(ms * mulawBytesPerMs).fill(mulawSilence);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
