const msPerCharacter = 60;
const peak = 9_000;
const pitchHz = 130;
const periodSteps = 256;

/** The two resonances that make a vowel, in Hz. */
const vowels: Readonly<Record<string, readonly [number, number]>> = {
  a: [730, 1090],
  e: [530, 1840],
  i: [270, 2290],
  o: [570, 840],
  u: [300, 870],
  y: [300, 2000],
};
const digit: readonly [number, number] = [500, 1500];

/** One period of the voice for a sound, or null for noise. */
interface Sound {
  readonly period: Float32Array | null;
  readonly level: number;
}

const consonant: Sound = { period: null, level: 0.25 };
const gap: Sound = { period: null, level: 0 };
const digitSound: Sound = { period: periodOf(digit), level: 1 };
const vowelSounds = new Map<string, Sound>(
  Object.entries(vowels).map(([letter, formantsHz]) => [
    letter,
    { period: periodOf(formantsHz), level: 1 },
  ]),
);

/**
 * Nonsense with the build of speech: a pitch that falls over the phrase, vowels with two resonances,
 * noise for consonants, and a gap for every space and stop. It lasts 60 ms a character, exactly, and
 * the same text always sounds the same.
 */
export function babble(text: string, sampleRateHz: number): Int16Array {
  const sounds = Array.from(text, soundOf);
  const perSound = (sampleRateHz * msPerCharacter) / 1000;
  const samples = new Int16Array(Math.round(sounds.length * perSound));
  let step = 0;
  for (const [index, sound] of sounds.entries()) {
    const stretch = samples.subarray(
      Math.round(index * perSound),
      Math.round((index + 1) * perSound),
    );
    const hz = pitchHz * (1.15 - (0.3 * index) / sounds.length);
    step = sing(sound, stretch, { step, stride: (hz * periodSteps) / sampleRateHz });
  }
  return samples;
}

/** Fills the samples with the sound, which swells and fades a little; returns where its wave stopped. */
function sing(
  { period, level }: Sound,
  samples: Int16Array,
  { step, stride }: { readonly step: number; readonly stride: number },
): number {
  let random = 1 + step;
  for (let i = 0; i < samples.length; i++) {
    random = (random * 48_271) % 0x7fffffff;
    const noise = random / 0x3fffffff - 1;
    const wave = period ? (period[(step + i * stride) & (periodSteps - 1)] ?? 0) : noise;
    const from = i / samples.length - 0.5;
    samples[i] = peak * level * (1 - 1.8 * from * from) * wave;
  }
  return Math.floor(step + samples.length * stride) & (periodSteps - 1);
}

function soundOf(character: string): Sound {
  if (/\d/.test(character)) return digitSound;
  return vowelSounds.get(character.toLowerCase()) ?? (/\p{L}/u.test(character) ? consonant : gap);
}

/** The harmonics of the pitch, louder near the resonances; between -1 and 1. */
function periodOf(formantsHz: readonly [number, number]): Float32Array {
  const wave = new Float32Array(periodSteps);
  for (let harmonic = 1; harmonic * pitchHz < 3_400; harmonic++) {
    const [first, second] = formantsHz.map((formantHz) =>
      Math.exp(-(((harmonic * pitchHz - formantHz) / 150) ** 2)),
    );
    const weight = 0.3 / harmonic + (first ?? 0) + 0.5 * (second ?? 0);
    for (let step = 0; step < periodSteps; step++) {
      const turn = (2 * Math.PI * harmonic * step) / periodSteps;
      wave[step] = (wave[step] ?? 0) + weight * Math.sin(turn);
    }
  }
  const loudest = wave.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return wave.map((value) => value / loudest);
}
