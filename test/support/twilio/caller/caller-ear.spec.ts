import { silence, tone } from '../../audio/index.js';
import { CallEndedError, CallerEar, CallerTimeoutError } from './caller-ear.js';

/** An ear that is given audio as if it were played. */
class Listening {
  readonly events: [string, number][] = [];
  readonly ear = new CallerEar({
    tutorStarts: (atMs) => this.events.push(['starts', atMs]),
    tutorStops: (atMs) => this.events.push(['stops', atMs]),
  });

  hear(...parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      for (let start = 0; start < part.length; start += 160) {
        this.ear.hear(part.subarray(start, start + 160), this.ear.nowMs);
      }
    }
  }
}

describe('the caller’s ear', () => {
  let listening: Listening;

  beforeEach(() => {
    listening = new Listening();
  });

  it('notices when the tutor starts and stops, to the frame', () => {
    listening.hear(silence(100), tone(400), silence(600));
    expect(listening.events).toEqual([
      ['starts', 100],
      ['stops', 500],
    ]);
  });

  it('takes a single loud frame for a click', () => {
    listening.hear(silence(100), tone(20), silence(600));
    expect(listening.events).toEqual([]);
  });

  it('knows that the tutor has finished after the silence that was asked for, not before', async () => {
    let talk: unknown;
    const finished = listening.ear.untilTutorFinishes(300, 5_000).then((heard) => (talk = heard));
    listening.hear(silence(60), tone(200), silence(280));
    await new Promise(setImmediate);
    expect(talk).toBeUndefined();
    listening.hear(silence(20));
    await finished;
    expect(talk).toEqual({ startMs: 60, endMs: 260 });
  });

  it('waits for new speech once it has taken note of the last', async () => {
    const first = listening.ear.untilTutorFinishes(100, 5_000);
    listening.hear(tone(200), silence(100));
    await first;
    const second = listening.ear.untilTutorFinishes(100, 5_000);
    listening.hear(silence(500), tone(100), silence(100));
    await expect(second).resolves.toEqual({ startMs: 800, endMs: 900 });
  });

  it('does not take for an answer what was said before the caller’s last word', async () => {
    const answered = listening.ear.untilTutorHasSpoken(60, 2_000);
    listening.ear.attend(400);
    const longer = listening.ear.untilTutorHasSpoken(101, 600);
    listening.hear(tone(300), silence(200), tone(100));
    await expect(answered).resolves.toBeUndefined();
    await expect(longer).rejects.toThrow(CallerTimeoutError);
  });

  it('loses patience with a silent tutor and says what it waited for', async () => {
    const spoken = listening.ear.untilTutorHasSpoken(100, 1_000);
    listening.hear(silence(1_000));
    await expect(spoken).rejects.toThrow(
      'The caller waited 1000 ms for the tutor to speak for 100 ms; nothing was heard in this call.',
    );
  });

  it('lets go of everyone who waits when the call ends, then and later', async () => {
    const waiting = listening.ear.wait(1_000);
    listening.ear.end();
    await expect(waiting).rejects.toThrow(CallEndedError);
    await expect(listening.ear.wait(10)).rejects.toThrow(CallEndedError);
  });
});
