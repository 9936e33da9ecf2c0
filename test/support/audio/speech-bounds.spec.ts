import { audibleStretches, joined, silence, speechBounds, tone } from './index.js';
import { encodeMulaw } from '../../../src/speech/audio/index.js';

function noise(ms: number, amplitude: number): Uint8Array {
  let state = 1;
  const samples = Int16Array.from({ length: ms * 8 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.round((state / 2_147_483_647 - 0.5) * 2 * amplitude);
  });
  return encodeMulaw(samples);
}

describe('where audio is audible', () => {
  it('finds each stretch to 10 ms', () => {
    const audio = joined(silence(200), tone(300), silence(400), tone(50), silence(70));
    expect(audibleStretches(audio)).toEqual([
      { startMs: 200, endMs: 500 },
      { startMs: 900, endMs: 950 },
    ]);
  });

  it('takes no click for speech and no short dip for its end', () => {
    const audio = joined(silence(100), tone(20), silence(200), tone(100), silence(20), tone(100));
    expect(audibleStretches(audio)).toEqual([{ startMs: 320, endMs: 540 }]);
  });

  it('finds nothing in silence or in no audio', () => {
    expect(audibleStretches(silence(500))).toEqual([]);
    expect(audibleStretches(new Uint8Array(0))).toEqual([]);
  });
});

describe('where a recording speaks', () => {
  it('leaves out the silence before and after the words', () => {
    const audio = joined(silence(130), tone(400), silence(300), tone(200), silence(700));
    expect(speechBounds(audio)).toEqual({ startMs: 130, endMs: 1030 });
  });

  it('leaves out steady noise around the words', () => {
    const audio = joined(noise(500, 600), tone(600), noise(400, 600));
    expect(speechBounds(audio)).toEqual({ startMs: 500, endMs: 1100 });
  });

  it('takes a recording without pauses whole', () => {
    expect(speechBounds(tone(800))).toEqual({ startMs: 0, endMs: 800 });
  });

  it('knows nothing of a recording in which nothing is audible', () => {
    expect(speechBounds(silence(300))).toBeUndefined();
  });
});
