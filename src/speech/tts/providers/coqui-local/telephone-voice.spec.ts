import { decodeMulaw, decibelsToGain, levelDbfs } from '../../../audio/index.js';
import { splitForVoice } from './split-for-voice.js';
import { telephoneVoice } from './telephone-voice.js';

const rateHz = 22_050;

/** A tone of `toneMs` at `dbfs`, with silence around it. */
function tone(beforeMs: number, toneMs: number, afterMs: number, dbfs: number): Float32Array {
  const at = (ms: number): number => Math.round((ms * rateHz) / 1000);
  const samples = new Float32Array(at(beforeMs + toneMs + afterMs));
  const amplitude = Math.SQRT2 * decibelsToGain(dbfs);
  for (let i = at(beforeMs); i < at(beforeMs + toneMs); i++) {
    samples[i] = amplitude * Math.sin((2 * Math.PI * 500 * i) / rateHz);
  }
  return samples;
}

function hear(samples: Float32Array): Int16Array {
  return decodeMulaw(new Uint8Array(Buffer.concat([...telephoneVoice(samples, rateHz)])));
}

const durationMs = (pcm: Int16Array): number => pcm.length / 8;

describe('telephoneVoice', () => {
  it('leaves at most 40 ms of silence before the voice and 120 ms after it', () => {
    expect(durationMs(hear(tone(300, 500, 400, -20)))).toBeCloseTo(660, -1);
    expect(durationMs(hear(tone(10, 500, 20, -20)))).toBeCloseTo(530, -1);
  });

  it.each([-26, -20, -15])('brings a voice of %d dBFS to about -20', (dbfs) => {
    const heard = levelDbfs(hear(tone(0, 1000, 0, dbfs)).subarray(800, 7200));
    expect(heard).toBeCloseTo(-20, 0);
  });

  it('makes no faint noise loud', () => {
    expect(levelDbfs(hear(tone(0, 1000, 0, -36)).subarray(800, 7200))).toBeLessThan(-29);
  });

  it('bends a peak instead of clipping it', () => {
    const samples = tone(0, 1000, 0, -26);
    samples.set(tone(0, 4, 0, -7.5), 11_025);
    expect(Math.max(...hear(samples))).toBeLessThan(31_500);
  });

  it('hears silence as nothing', () => {
    expect(hear(new Float32Array(rateHz))).toHaveLength(0);
    expect(hear(new Float32Array(0))).toHaveLength(0);
  });
});

describe('splitForVoice', () => {
  it.each([
    ['Well done!', ['Well done!']],
    ['I went to the market.', ['I went to the market.']],
    [
      'Great start! We say, I went to the market.',
      ['Great start!', 'We say, I went to the market.'],
    ],
    [
      'That is right, seven times eight is fifty six.',
      ['That is right,', 'seven times eight is fifty six.'],
    ],
    ['One, two, three, four, five, six.', ['One, two, three,', 'four, five, six.']],
    ['Yes! That is right.', ['Yes!', 'That is right.']],
    ['Listen to me, John.', ['Listen to me, John.']],
    ['Well, John.', ['Well, John.']],
    ['It is two point five', ['It is two point five']],
    ['', []],
  ])('cuts %j into %j', (text, pieces) => {
    expect(splitForVoice(text)).toEqual(pieces);
  });

  it('loses no word of it', () => {
    const text = 'Hm, no: that is, well, nearly right; try again! What is six plus seven, please?';
    expect(splitForVoice(text).join(' ')).toBe(text);
  });
});
