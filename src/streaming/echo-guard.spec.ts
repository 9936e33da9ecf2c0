import { fileURLToPath } from 'node:url';
import { joined, loadRecordings, silence, type Recording } from '../../test/support/audio/index.js';
import { decodeMulaw, encodeMulaw } from '../speech/index.js';
import { EchoGuard } from './echo-guard.js';

const folder = fileURLToPath(new URL('../../test/fixtures/speech', import.meta.url));

/** The line's share of frames, from `fromMs` on, in which the guard hears an echo. */
function echoShare(played: Uint8Array, heard: Uint8Array, fromMs: number): number {
  const guard = new EchoGuard();
  const verdicts: boolean[] = [];
  guard.plays(played, 1000);
  for (let at = 0; at + 160 <= heard.length; at += 160) {
    const nowMs = 1000 + at / 8 + 20;
    guard.hears(heard.subarray(at, at + 160), nowMs);
    if (at / 8 >= fromMs) verdicts.push(guard.isEcho(nowMs));
  }
  return verdicts.filter(Boolean).length / verdicts.length;
}

function softer(audio: Uint8Array, db: number): Uint8Array {
  return encodeMulaw(decodeMulaw(audio).map((sample) => sample * 10 ** (-db / 20)));
}

const noises = new Set(['cough', 'street', 'mm-hm']);
/** The tutor's part; the caller has the rest. */
const said = new Set(['can-you-say-that-again', 'i-think-it-is-ten', 'why-is-the-sky-blue']);

describe('the echo guard', () => {
  let recordings: Recording[];
  let tutor: Uint8Array;

  beforeAll(async () => {
    recordings = await loadRecordings(folder);
    const sentences = recordings.filter(({ label }) => said.has(label));
    tutor = joined(...sentences.map(({ audio }) => audio));
    recordings = recordings.filter(({ label }) => !said.has(label) && !noises.has(label));
  });

  it.each([
    [15, 60],
    [20, 180],
    [22, 400],
  ])('knows the tutor’s voice that comes back %i dB softer after %i ms', (db, lagMs) => {
    const echo = joined(silence(lagMs), softer(tutor, db));
    expect(echoShare(tutor, echo, 500)).toBeGreaterThan(0.85);
  });

  it('does not take a caller who speaks up for an echo', () => {
    for (const { audio } of recordings) {
      const caller = joined(silence(300), audio, audio);
      expect(echoShare(tutor, caller, 400)).toBeLessThan(0.2);
    }
  });

  it('lets most soft-spoken callers through soon', () => {
    const shares: number[] = [];
    for (const { audio, speech } of recordings) {
      const caller = joined(silence(300), softer(audio, 12));
      shares.push(echoShare(tutor, caller, 300 + speech.startMs + 130));
    }
    shares.sort((a, b) => a - b);
    expect(shares[Math.floor(shares.length / 2)]).toBeLessThan(0.4);
  });

  it('hears no echo while nothing is played', () => {
    expect(echoShare(new Uint8Array(0), tutor, 0)).toBe(0);
  });
});
