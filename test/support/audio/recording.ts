import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import {
  encodeMulaw,
  floatToPcm,
  mixToMono,
  mulawBytesPerMs,
  pcmToFloat,
  readWav,
  resample,
  telephoneHz,
} from '../../../src/speech/audio/index.js';
import { speechBounds, type Stretch } from './speech-bounds.js';

/** Something a caller says: mu-law, 8 kHz, and where in it the words truly are. */
export interface Recording {
  readonly label: string;
  readonly audio: Uint8Array;
  /** From the first to the last audible moment; the whole of it when nothing is audible. */
  readonly speech: Stretch;
}

export function recordingOf(label: string, audio: Uint8Array): Recording {
  const speech = speechBounds(audio) ?? { startMs: 0, endMs: audio.length / mulawBytesPerMs };
  return { label, audio, speech };
}

/** Reads a WAV file of any rate and channel count; its name without `.wav` is the label. */
export async function loadRecording(path: string): Promise<Recording> {
  const { sampleRateHz, channels } = readWav(await readFile(path));
  const samples = resample(pcmToFloat(mixToMono(channels)), sampleRateHz, telephoneHz);
  return recordingOf(basename(path, '.wav'), encodeMulaw(floatToPcm(samples)));
}

/** Reads every WAV file of a folder in the order of their names. */
export async function loadRecordings(folder: string): Promise<Recording[]> {
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new Error(`${folder} cannot be read; name a folder of WAV recordings.`, { cause });
  });
  const names = entries.filter((name) => name.endsWith('.wav')).sort();
  if (names.length === 0) throw new Error(`${folder} holds no .wav file; put recordings there.`);
  return Promise.all(names.map(async (name) => loadRecording(join(folder, name))));
}
