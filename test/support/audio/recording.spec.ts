import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeWav } from '../../../src/speech/audio/index.js';
import { loadRecording, loadRecordings, recordingOf, silence } from './index.js';

/** Half a second of silence, a tone of 300 ms, and 200 ms of silence. */
function samplesAt(sampleRateHz: number): Int16Array {
  return Int16Array.from({ length: sampleRateHz }, (_, index) => {
    const seconds = index / sampleRateHz;
    const isTone = seconds >= 0.5 && seconds < 0.8;
    return isTone ? Math.round(12_000 * Math.sin(2 * Math.PI * 440 * seconds)) : 0;
  });
}

describe('recordings', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recordings-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it.each([8_000, 16_000, 22_050, 44_100])('reads a stereo file of %i Hz', async (rate) => {
    const samples = samplesAt(rate);
    const path = join(folder, 'a-tone.wav');
    await writeFile(path, writeWav({ sampleRateHz: rate, channels: [samples, samples] }));
    const recording = await loadRecording(path);
    expect(recording.label).toBe('a-tone');
    expect(recording.audio.length / 8).toBeCloseTo(1000, -1);
    expect(Math.abs(recording.speech.startMs - 500)).toBeLessThanOrEqual(20);
    expect(Math.abs(recording.speech.endMs - 800)).toBeLessThanOrEqual(20);
  });

  it('reads a folder in the order of the names', async () => {
    const wav = writeWav({ sampleRateHz: 8_000, channels: [samplesAt(8_000)] });
    for (const name of ['2-b.wav', '1-a.wav', 'notes.txt'])
      await writeFile(join(folder, name), wav);
    const labels = (await loadRecordings(folder)).map(({ label }) => label);
    expect(labels).toEqual(['1-a', '2-b']);
  });

  it('says what to do about a folder without recordings', async () => {
    await expect(loadRecordings(folder)).rejects.toThrow(
      'holds no .wav file; put recordings there',
    );
  });

  it('counts a recording in which nothing is audible as speech from end to end', () => {
    expect(recordingOf('nothing', silence(400)).speech).toEqual({ startMs: 0, endMs: 400 });
  });
});
