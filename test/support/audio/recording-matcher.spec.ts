import { fileURLToPath } from 'node:url';
import { decodeMulaw, encodeMulaw } from '../../../src/speech/audio/index.js';
import { loadRecordings, type Recording } from './recording.js';
import { RecordingMatcher } from './recording-matcher.js';
import { joined, silence } from './synthetic.js';

const folder = fileURLToPath(new URL('../../fixtures/speech', import.meta.url));

describe('a matcher of known recordings', () => {
  let recordings: Recording[];
  let matcher: RecordingMatcher;

  beforeAll(async () => {
    recordings = await loadRecordings(folder);
    matcher = new RecordingMatcher(recordings, new Map([['seven', 'Seven!']]));
  });

  it('tells each recording from all others, also cut differently and at another level', () => {
    for (const { label, audio, speech } of recordings) {
      const words = audio.subarray(Math.max(0, speech.startMs - 60) * 8, (speech.endMs + 100) * 8);
      const line = decodeMulaw(joined(silence(240), words, silence(160))).map(
        (sample) => sample / 2,
      );
      const expected = label === 'seven' ? 'Seven!' : `${label.replaceAll('-', ' ')}.`;
      expect(matcher.recognise(line, 8000)).toBe(expected);
    }
  });

  it('hears nothing in silence', () => {
    expect(matcher.recognise(new Int16Array(8000), 8000)).toBe('');
    expect(matcher.recognise(decodeMulaw(encodeMulaw(new Int16Array(100))), 16_000)).toBe('');
  });
});
