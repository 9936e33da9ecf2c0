import fc from 'fast-check';
import { levelDbfs } from './level.js';
import { resample, Resampler } from './resampler.js';

function tone(hz: number, sampleRateHz: number, seconds = 0.5): Float32Array {
  const step = (2 * Math.PI * hz) / sampleRateHz;
  return Float32Array.from({ length: sampleRateHz * seconds }, (_, i) => 0.5 * Math.sin(step * i));
}

/** A tone that glides evenly from `fromHz` to `toHz`. */
function sweep(fromHz: number, toHz: number, sampleRateHz: number): Float32Array {
  return Float32Array.from({ length: sampleRateHz }, (_, i) => {
    const seconds = i / sampleRateHz;
    return 0.5 * Math.sin(2 * Math.PI * (fromHz + ((toHz - fromHz) * seconds) / 2) * seconds);
  });
}

/** The edges, where the signal begins and ends at full strength, have frequencies of their own. */
const withoutEdges = (samples: Float32Array): Float32Array =>
  samples.subarray(samples.length * 0.1, samples.length * 0.9);

function snrDb(actual: Float32Array, expected: Float32Array): number {
  const noise = expected.map((sample, i) => sample - (actual[i] ?? 0));
  return levelDbfs(withoutEdges(expected)) - levelDbfs(withoutEdges(noise));
}

const rates: [number, number][] = [
  [22050, 8000],
  [24000, 8000],
  [8000, 16000],
];

describe('Resampler', () => {
  it.each(rates)(
    'keeps a sweep of the telephone band in time and level: %d to %d Hz',
    (from, to) => {
      const snr = snrDb(resample(sweep(200, 3200, from), from, to), sweep(200, 3200, to));
      expect(snr).toBeGreaterThan(60);
    },
  );

  it.each(rates.filter(([from, to]) => from > to))(
    'lets nothing above 4 kHz fold into the telephone band: %d to %d Hz',
    (from, to) => {
      const aliases = withoutEdges(resample(sweep(4100, from / 2 - 100, from), from, to));
      expect(levelDbfs(aliases) - levelDbfs(tone(1000, from))).toBeLessThan(-65);
    },
  );

  it('adds no image of the band above 4 kHz when it upsamples', () => {
    const up = resample(tone(3000, 8000), 8000, 16000);
    expect(snrDb(up, tone(3000, 16000))).toBeGreaterThan(60);
  });

  it('gives the same samples however the stream is cut', () => {
    const input = sweep(100, 5000, 22050).subarray(0, 3000);
    const whole = resample(input, 22050, 8000);
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 30 }), (lengths) => {
        const resampler = new Resampler(22050, 8000);
        const output: number[] = [];
        let offset = 0;
        for (const length of [...lengths, input.length]) {
          output.push(...resampler.push(input.subarray(offset, offset + length)));
          offset = Math.min(input.length, offset + length);
        }
        output.push(...resampler.flush());
        expect(Float32Array.from(output)).toEqual(whole);
      }),
    );
  });

  it('gives as many samples as last as long as the input', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.constantFrom(...rates), (length, [from, to]) => {
        const output = resample(new Float32Array(length), from, to);
        expect(output).toHaveLength(Math.ceil((length * to) / from));
      }),
    );
  });

  it('refuses rates that are not whole and positive', () => {
    expect(() => new Resampler(0, 8000)).toThrow('whole numbers');
    expect(() => new Resampler(8000.5, 8000)).toThrow('whole numbers');
  });
});
