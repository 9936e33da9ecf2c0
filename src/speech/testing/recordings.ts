import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeMulaw, mixToMono, mulawBytesPerMs, mulawSilence, readWav } from '../audio/index.js';

const folder = join(import.meta.dirname, '../../../test/fixtures/speech');

/** A recording of test/fixtures/speech as a call delivers it: mu-law, 8 kHz. */
export function recording(name: string): Uint8Array {
  return encodeMulaw(mixToMono(readWav(readFileSync(join(folder, name))).channels));
}

export function silence(ms: number): Uint8Array {
  return new Uint8Array(ms * mulawBytesPerMs).fill(mulawSilence);
}
