import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes the caller's side of test/fixtures/speech again: a voice that is not the tutor's, as a
 * telephone delivers it. Needs `hibari` (the Python package `hibari-tts`) and `sox` on the PATH.
 *
 *     node --import @swc-node/register/esm-register scripts/recordings/make-recordings.ts
 */
const run = promisify(execFile);
const directory = join(import.meta.dirname, '../../test/fixtures/speech');

interface Phrase {
  readonly text: string;
  /** What the voice is given where its dictionary does not have the word as written. */
  readonly spoken?: string;
}

const phrases: readonly Phrase[] = [
  { text: 'Maths, please.' },
  { text: 'Seven.' },
  { text: 'It is seven.' },
  { text: 'Ten.' },
  { text: 'I think it is ten.' },
  { text: 'I want to practise English.', spoken: 'I want to practice English.' },
  { text: 'I went to the market.' },
  { text: 'My sister is a teacher.' },
  { text: 'Goodbye.' },
  { text: 'Yes.' },
  { text: 'Two.' },
  { text: 'Eight.' },
  { text: 'Can you say that again?' },
  { text: 'Why is the sky blue?' },
  { text: 'Twelve.' },
  { text: 'Okay.' },
  { text: 'Mm-hm.', spoken: '[Mm-hm](/ˈʌmhˌʌm/).' },
];

interface Noise {
  readonly name: string;
  readonly levelDb: number;
  /** How sox synthesises it. */
  readonly effects: string;
}

const noises: readonly Noise[] = [
  {
    name: 'cough',
    levelDb: -18,
    effects: 'synth 0.3 pinknoise band -n 900 700 fade l 0.01 0.3 0.24 pad 0 0.12 repeat 1',
  },
  {
    name: 'street',
    levelDb: -32,
    effects:
      'synth 3 brownnoise synth 3 pinknoise mix tremolo 0.7 60 synth 3 sine mix 110 trim 0 2.7',
  },
];

const speechLevelDb = -20;
const lineNoiseLevelDb = -55;

interface Recording {
  readonly file: string;
  /** The words, as a recogniser should write them; empty for a noise. */
  readonly text: string;
  readonly voice: string | null;
  readonly provenance: string;
  readonly licence: string;
}

async function sox(...parameters: readonly string[]): Promise<string> {
  const { stderr } = await run('sox', ['-R', ...parameters]);
  return stderr;
}

/** Root-mean-square level in dB below full scale. */
async function levelDb(wav: string): Promise<number> {
  const level = /RMS lev dB\s+(-?[\d.]+)/.exec(await sox(wav, '-n', 'stats'))?.[1];
  if (level === undefined) throw new Error('sox printed no level; is its version 14.4 or later?');
  return Number(level);
}

/** Band, level, 100 ms before and 200 ms after, line noise, mu-law. */
async function throughTelephone(
  studio: string,
  outFile: string,
  soundLevelDb: number,
): Promise<void> {
  const band = `${studio}.band.wav`;
  const sound = `${studio}.sound.wav`;
  const line = `${studio}.line.wav`;
  const telephone = ['-r', '8000', '-b', '16'];
  const inBand = ['sinc', '300-3400'];
  const trim = ['silence', '1', '0.01', '-50d', 'reverse'];
  await sox(studio, ...telephone, band, ...inBand, ...trim, ...trim);
  const gainDb = soundLevelDb - (await levelDb(band));
  await sox(band, sound, 'gain', '-l', gainDb.toFixed(2), 'pad', '0.1', '0.2');
  const { stdout: seconds } = await run('soxi', ['-D', sound]);
  await sox('-n', ...telephone, line, 'synth', seconds.trim(), 'pinknoise', ...inBand);
  const hush = 10 ** ((lineNoiseLevelDb - (await levelDb(line))) / 20);
  await sox('-m', '-v', '1', sound, '-v', hush.toFixed(6), line, '-e', 'mu-law', outFile);
}

async function speak({ text, spoken = text }: Phrase, scratch: string): Promise<Recording> {
  const words = text.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  const file = `${words.replace(/-$/, '')}.wav`;
  const studio = join(scratch, file);
  await run('hibari', [spoken, '--speed', '0.9', '--seed', '1', '-o', studio]);
  await throughTelephone(studio, join(directory, file), speechLevelDb);
  return {
    file,
    text,
    voice: 'hibari "heart", a female American voice',
    provenance: 'Synthesised with hibari-tts 0.2.1, then passed through a telephone chain with sox',
    licence: 'Made for this project with an Apache-2.0 voice; distributed under its MIT licence',
  };
}

async function makeNoise(noise: Noise, scratch: string): Promise<Recording> {
  const file = `${noise.name}.wav`;
  const studio = join(scratch, file);
  await sox('-n', '-r', '24000', '-b', '16', studio, ...noise.effects.split(' '));
  await throughTelephone(studio, join(directory, file), noise.levelDb);
  return {
    file,
    text: '',
    voice: null,
    provenance: 'Noise synthesised and shaped with sox',
    licence: 'Made for this project; distributed under its MIT licence',
  };
}

const scratch = await mkdtemp(join(tmpdir(), 'recordings-'));
try {
  const recordings: Recording[] = [];
  for (const phrase of phrases) recordings.push(await speak(phrase, scratch));
  for (const noise of noises) recordings.push(await makeNoise(noise, scratch));
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(recordings, null, 2)}\n`);
  console.log(`${String(recordings.length)} recordings in ${directory}`);
} finally {
  await rm(scratch, { recursive: true });
}
