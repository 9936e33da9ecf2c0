import fc from 'fast-check';
import { decibelsToGain, levelDbfs } from './level.js';
import { floatToPcm, mixToMono, pcmToFloat } from './pcm.js';

describe('samples', () => {
  it('come back from floating point unchanged', () => {
    fc.assert(
      fc.property(fc.int16Array(), (pcm) => {
        expect(floatToPcm(pcmToFloat(pcm))).toEqual(pcm);
      }),
    );
  });

  it('are clipped where floating point goes beyond full scale', () => {
    expect(floatToPcm(Float32Array.of(1, 1.5, -1, -7))).toEqual(
      Int16Array.of(32767, 32767, -32768, -32768),
    );
  });

  it('of several channels are averaged', () => {
    expect(mixToMono([Int16Array.of(10, -10), Int16Array.of(20, -30)])).toEqual(
      Int16Array.of(15, -20),
    );
    expect(mixToMono([])).toEqual(new Int16Array(0));
  });
});

describe('levelDbfs', () => {
  it('is 0 for a full-scale square wave and 3 dB less for a sine', () => {
    expect(levelDbfs(Float32Array.of(1, -1, 1, -1))).toBe(0);
    expect(levelDbfs(Int16Array.of(-32768, -32768))).toBe(0);
    const sine = Float32Array.from({ length: 8000 }, (_, i) => Math.sin((2 * Math.PI * i) / 80));
    expect(levelDbfs(sine)).toBeCloseTo(-3.01, 2);
  });

  it('is minus infinity for silence and for nothing', () => {
    expect(levelDbfs(new Int16Array(80))).toBe(-Infinity);
    expect(levelDbfs(new Float32Array(0))).toBe(-Infinity);
  });

  it('falls by the decibels that a gain takes away', () => {
    const quiet = Float32Array.of(1, -1).map((sample) => sample * decibelsToGain(-20));
    expect(levelDbfs(quiet)).toBeCloseTo(-20, 4);
  });
});
