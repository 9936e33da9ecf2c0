const msPerCharacter = 60;
const peak = 9_000;

interface Sound {
  /** The two resonances of a vowel in Hz; none for a consonant, which is noise. */
  readonly formantsHz?: readonly [number, number];
  readonly level: number;
}

const vowels: Readonly<Record<string, readonly [number, number]>> = {
  a: [730, 1090],
  e: [530, 1840],
  i: [270, 2290],
  o: [570, 840],
  u: [300, 870],
  y: [300, 2000],
};

/**
 * Nonsense with the build of speech: a pitch that falls over the phrase, vowels with two resonances,
 * noise for consonants, and a gap for every space and stop. It lasts 60 ms a character, exactly, and
 * the same text always sounds the same.
 */
export function babble(text: string, sampleRateHz: number): Int16Array {
  const characters = Array.from(text);
  const perCharacter = (sampleRateHz * msPerCharacter) / 1000;
  const samples = new Int16Array(Math.round(characters.length * perCharacter));
  let phase = 0;
  let random = 1;
  for (let i = 0; i < samples.length; i++) {
    const position = i / perCharacter;
    const { formantsHz, level } = soundOf(characters[Math.floor(position)] ?? ' ');
    const pitchHz = 150 - (40 * i) / samples.length + 4 * Math.sin((30 * i) / sampleRateHz);
    phase += pitchHz / sampleRateHz;
    random = (random * 48_271) % 0x7fffffff;
    const wave = formantsHz ? voiced(phase, pitchHz, formantsHz) : random / 0x3fffffff - 1;
    // Each sound swells and fades a little, so that syllables have edges without clicks.
    const swell = 0.55 + 0.45 * Math.sin(Math.PI * (position % 1));
    samples[i] = Math.round(peak * level * swell * wave);
  }
  return samples;
}

function soundOf(character: string): Sound {
  const formantsHz = vowels[character.toLowerCase()];
  if (formantsHz) return { formantsHz, level: 1 };
  if (/\d/.test(character)) return { formantsHz: [500, 1500], level: 1 };
  return { level: /\p{L}/u.test(character) ? 0.25 : 0 };
}

/** The harmonics of the pitch, louder near the resonances; between -1 and 1. */
function voiced(phase: number, pitchHz: number, formantsHz: readonly [number, number]): number {
  let sum = 0;
  let weights = 0;
  for (let harmonic = 1; harmonic * pitchHz < 3_400; harmonic++) {
    const hz = harmonic * pitchHz;
    const nearness = formantsHz.map((formant) => Math.exp(-(((hz - formant) / 150) ** 2)));
    const weight = 0.3 / harmonic + (nearness[0] ?? 0) + 0.5 * (nearness[1] ?? 0);
    sum += weight * Math.sin(2 * Math.PI * harmonic * phase);
    weights += weight;
  }
  return sum / weights;
}
