import { decodeMulaw, levelDbfs } from '../../../src/speech/audio/index.js';
import { joined, silence, tone } from './index.js';
import {
  atLevel,
  lineNoise,
  quietestMomentMs,
  seededRandom,
  speechAtLevel,
  withNoise,
} from './mixing.js';

describe('mixing', () => {
  it('gives the same noise for the same seed, at the level asked for', () => {
    const noise = lineNoise(8000, -42, seededRandom(7));
    expect(lineNoise(8000, -42, seededRandom(7))).toEqual(noise);
    expect(lineNoise(8000, -42, seededRandom(8))).not.toEqual(noise);
    expect(levelDbfs(noise)).toBeCloseTo(-42, 0);
  });

  it('sets the level of the words, whatever silence lies around them', () => {
    const audio = joined(silence(500), tone(500), silence(500));
    const softer = speechAtLevel(audio, { startMs: 500, endMs: 1000 }, -35);
    expect(levelDbfs(decodeMulaw(softer).subarray(4000, 8000))).toBeCloseTo(-35, 0);
  });

  it('puts noise under all of it, repeating noise that is too short', () => {
    const noise = atLevel(lineNoise(400, -30, seededRandom(1)), -30);
    const noisy = decodeMulaw(withNoise(silence(200), noise));
    expect(levelDbfs(noisy.subarray(0, 400))).toBeCloseTo(-30, 0);
    expect(levelDbfs(noisy.subarray(1200))).toBeCloseTo(-30, 0);
  });

  it('finds the dip between two sounds', () => {
    const audio = joined(tone(300), silence(60), tone(300));
    const atMs = quietestMomentMs(audio, 100, 600);
    expect(atMs).toBeGreaterThanOrEqual(300);
    expect(atMs).toBeLessThanOrEqual(360);
  });
});
