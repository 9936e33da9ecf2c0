import { fileURLToPath } from 'node:url';
import { decodeMulaw, floatToPcm, pcmToFloat, resample } from '../../../src/speech/audio/index.js';
import { ExactRecogniser, type Utterance } from './exact-recogniser.js';
import { joined, loadRecording, silence } from './index.js';
import { lineNoise, quietestMomentMs, seededRandom, withNoise } from './mixing.js';

const folder = fileURLToPath(new URL('../../fixtures/speech', import.meta.url));
const pauseMs = 700;

/** What the server sends to be recognised. */
function sent(audio: Uint8Array): Int16Array {
  return floatToPcm(resample(pcmToFloat(decodeMulaw(audio)), 8000, 16_000));
}

/** "I think … it is ten.", on a noisy line. */
async function thinkingAloud(): Promise<Utterance> {
  const { audio, speech } = await loadRecording(`${folder}/i-think-it-is-ten.wav`);
  const border = Math.round(quietestMomentMs(audio, speech.startMs + 200, speech.endMs - 500)) * 8;
  const whole = joined(audio.subarray(0, border), silence(pauseMs), audio.subarray(border));
  const startMs = border / 8 + pauseMs;
  const noise = lineNoise(whole.length, -42, seededRandom(1));
  return {
    recording: { label: 'ten', audio: withNoise(whole, noise), speech },
    parts: [
      { text: 'I think', startMs: 0, endMs: border / 8 },
      { text: 'it is ten', startMs, endMs: whole.length / 8 },
    ],
    text: 'I think it is ten.',
  };
}

describe('the exact recogniser', () => {
  let utterance: Utterance;
  let recogniser: ExactRecogniser;

  beforeAll(async () => {
    utterance = await thinkingAloud();
    recogniser = new ExactRecogniser([utterance], 16_000);
  });

  it('writes down the whole, wherever the audio is cut around it', () => {
    const { audio } = utterance.recording;
    expect(recogniser.recognise(sent(audio))).toBe('I think it is ten.');
    expect(recogniser.recognise(sent(joined(silence(133), audio, silence(300))))).toBe(
      'I think it is ten.',
    );
  });

  it('hears half a sentence as half a sentence', () => {
    const [first, second] = utterance.parts;
    const { audio } = utterance.recording;
    const pause = audio.subarray(0, ((first?.endMs ?? 0) + 300) * 8);
    expect(recogniser.recognise(sent(pause))).toBe('I think');
    expect(recogniser.recognise(sent(audio.subarray(((second?.startMs ?? 0) - 100) * 8)))).toBe(
      'it is ten',
    );
  });

  it('hears as many words of a part as were said when it breaks off', () => {
    const [, second] = utterance.parts;
    const { audio } = utterance.recording;
    const { startMs = 0, endMs = 0 } = second ?? {};
    const upTo = (portion: number): string =>
      recogniser.recognise(sent(audio.subarray(0, (startMs + portion * (endMs - startMs)) * 8)));
    expect([0.2, 0.5, 0.8, 0.95].map(upTo)).toEqual([
      'I think',
      'I think it',
      'I think it is',
      'I think it is ten.',
    ]);
  });

  it('hears the telephone’s own samples as well', () => {
    const { audio } = utterance.recording;
    const direct = new ExactRecogniser([utterance], 8000);
    expect(direct.recognise(decodeMulaw(audio))).toBe('I think it is ten.');
  });

  it('hears no words in what it does not know', () => {
    const noise = lineNoise(16_000, -20, seededRandom(2));
    expect(recogniser.recognise(noise)).toBe('');
    expect(recogniser.recognise(new Int16Array(16_000))).toBe('');
  });
});
