import { fileURLToPath } from 'node:url';
import { loadRecordings, silence } from '../../../test/support/audio/index.js';
import { encodeMulaw } from '../audio/index.js';
import { EnergyVoiceActivityDetector } from './energy-voice-activity-detector.js';

const folder = fileURLToPath(new URL('../../../test/fixtures/speech', import.meta.url));

function listen(...parts: readonly Uint8Array[]): number[] {
  const heard: number[] = [];
  const stream = new EnergyVoiceActivityDetector().open((probability, endMs) => {
    expect(endMs).toBe((heard.length + 1) * 32);
    heard.push(probability);
  });
  for (const part of parts) stream.push(part);
  return heard;
}

function noise(ms: number, amplitude: number): Uint8Array {
  let seed = 1;
  return encodeMulaw(
    Int16Array.from({ length: ms * 8 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return ((seed / 2_147_483_647) * 2 - 1) * amplitude;
    }),
  );
}

describe('voice activity by loudness', () => {
  it('hears nothing in silence, nor in steady noise once it knows it', () => {
    expect(Math.max(...listen(silence(1000)))).toBe(0);
    const afterTwoSeconds = listen(noise(20_000, 600)).slice(-200);
    expect(Math.max(...afterTwoSeconds)).toBeLessThan(0.5);
  });

  it('hears every recorded phrase, and the silence around it', async () => {
    for (const { label, audio, speech } of await loadRecordings(folder)) {
      if (label === 'street' || label === 'mm-hm' || label === 'cough') continue;
      const heard = listen(silence(960), audio, silence(960));
      expect(heard.slice(0, 29).every((probability) => probability < 0.5)).toBe(true);
      expect(heard.slice(-20).every((probability) => probability < 0.5)).toBe(true);
      const voicedMs = heard.filter((probability) => probability >= 0.5).length * 32;
      expect(voicedMs).toBeGreaterThan((speech.endMs - speech.startMs) * 0.4);
    }
  });

  it('reports nothing after it was closed', () => {
    const heard: number[] = [];
    const stream = new EnergyVoiceActivityDetector().open((probability) => heard.push(probability));
    stream.push(silence(40));
    stream.close();
    stream.push(silence(400));
    expect(heard).toHaveLength(1);
  });
});
