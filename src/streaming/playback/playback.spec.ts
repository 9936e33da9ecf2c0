import fc from 'fast-check';
import { VirtualClock } from '../../common/virtual-clock.js';
import { LineModel } from '../testing/line-model.js';
import { Playback } from './playback.js';
import { SpokenReply } from './spoken-reply.js';

const aheadMs = 1000;

function setUp() {
  const clock = new VirtualClock();
  const events: string[] = [];
  const line: LineModel = new LineModel(clock, (name) => {
    playback.onMark(name);
  });
  const playback = new Playback(line, clock, aheadMs, {
    sent: () => undefined,
    started: (generation) => events.push(`started ${generation}`),
    ended: (generation) => events.push(`ended ${generation}`),
  });
  return { clock, line, playback, events };
}

/** A reply whose clause n is `durations[n]` ms of the byte n + 1. */
function reply(generation: number, ...durations: readonly number[]): SpokenReply {
  const spoken = new SpokenReply(generation);
  durations.forEach((ms, index) => {
    const segment = spoken.open({ text: `clause ${index}` });
    spoken.append(segment, new Uint8Array(ms * 8).fill(index + 1));
    spoken.finishSegment(segment);
  });
  spoken.finish();
  return spoken;
}

const texts = (clauses: readonly { readonly text: string }[]): string[] =>
  clauses.map((clause) => clause.text);

describe('playback', () => {
  it('plays every clause once, in order, and then says that all was heard', () => {
    const { clock, line, playback, events } = setUp();
    playback.play(reply(1, 500, 2500));
    clock.advance(2999);
    expect(events).toEqual(['started 1']);
    clock.advance(1);
    expect(events).toEqual(['started 1', 'ended 1']);
    expect(line.played.length).toBe(3000 * 8);
    expect(texts(playback.finish())).toEqual(['clause 0', 'clause 1']);
  });

  it('keeps no more than its lead in Twilio’s queue, and never lets it run dry', () => {
    const { clock, line, playback } = setUp();
    playback.play(reply(1, 8000));
    for (let ms = 0; ms < 7000; ms += 10) {
      expect(line.queuedMs).toBeLessThanOrEqual(aheadMs + 200);
      expect(line.queuedMs).toBeGreaterThan(0);
      clock.advance(10);
    }
  });

  it('ends at once when there is nothing to say', () => {
    const { playback, events } = setUp();
    playback.play(reply(7));
    expect(events).toEqual(['ended 7']);
  });

  it('bridges the wait for a reply that is released but has no audio yet, and never one that plays', () => {
    const { clock, line, playback, events } = setUp();
    const spoken = new SpokenReply(1);
    playback.play(spoken);
    playback.bridge(new Uint8Array(800).fill(9));
    expect(line.queuedMs).toBe(100);
    playback.hush();
    expect(line.queuedMs).toBe(0);
    playback.bridge(new Uint8Array(800).fill(9));
    spoken.append(spoken.open({ text: 'late' }), new Uint8Array(800));
    playback.bridge(new Uint8Array(800).fill(9));
    clock.advance(1000);
    expect(line.played.length).toBe(1600);
    expect(events).toEqual(['started 1']);
  });

  it('plays audio as it is synthesised', () => {
    const { clock, line, playback, events } = setUp();
    const spoken = new SpokenReply(1);
    playback.play(spoken);
    expect(events).toEqual([]);
    const segment = spoken.open({ text: 'late' });
    clock.advance(300);
    spoken.append(segment, new Uint8Array(800));
    spoken.append(segment, new Uint8Array(800));
    spoken.finishSegment(segment);
    spoken.finish();
    clock.advance(200);
    expect(events).toEqual(['started 1', 'ended 1']);
    expect(line.played.length).toBe(1600);
  });

  it('is silent at once when held, and goes on with the clause that was interrupted', () => {
    const { clock, line, playback, events } = setUp();
    playback.play(reply(1, 500, 1000));
    clock.advance(800);
    playback.hold();
    clock.advance(5000);
    expect(line.played.length).toBe(800 * 8);
    playback.resume();
    clock.advance(1000);
    expect(line.played.length).toBe((800 + 1000) * 8);
    expect(line.played.at(-1)).toBe(2);
    expect(events).toEqual(['started 1', 'ended 1']);
  });

  it('does not count marks that a clear has voided', () => {
    const { clock, playback } = setUp();
    playback.play(reply(1, 300, 300, 300));
    clock.advance(350);
    expect(texts(playback.stop())).toEqual(['clause 0']);
  });

  it('works when everything was already sent', () => {
    const { clock, line, playback } = setUp();
    playback.play(reply(1, 600));
    clock.advance(300);
    expect(texts(playback.stop())).toEqual([]);
    clock.advance(2000);
    expect(line.played.length).toBe(300 * 8);
    expect(line.clearedAt).toEqual([300 * 8]);
  });

  it('ignores the echoes of an earlier reply', () => {
    const { clock, playback, events } = setUp();
    playback.play(reply(1, 300));
    playback.stop();
    playback.play(reply(2, 300));
    playback.onMark('1.1');
    clock.advance(100);
    expect(events).toEqual(['started 1', 'started 2']);
  });

  it('trusts the play clock when the last echo never comes', () => {
    const clock = new VirtualClock();
    const events: string[] = [];
    const deaf = {
      sendAudio: () => undefined,
      sendMark: () => undefined,
      sendClear: () => undefined,
    };
    const playback = new Playback(deaf, clock, aheadMs, {
      sent: () => undefined,
      started: () => undefined,
      ended: (generation) => events.push(`ended ${generation}`),
    });
    playback.play(reply(1, 400));
    clock.advance(1000);
    expect(events).toEqual([]);
    clock.advance(1000);
    expect(events).toEqual(['ended 1']);
    expect(texts(playback.finish())).toEqual(['clause 0']);
  });

  it('reports as heard exactly the clauses that were played to their end, whenever it is stopped', () => {
    const moves = fc.array(
      fc.record({ waitMs: fc.integer({ min: 0, max: 900 }), falseAlarm: fc.boolean() }),
      { maxLength: 4 },
    );
    const durations = fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        durations,
        moves,
        fc.integer({ min: 0, max: 4000 }),
        (clauses, alarms, lastMs) => {
          const { clock, line, playback } = setUp();
          playback.play(reply(1, ...clauses));
          for (const { waitMs, falseAlarm } of alarms) {
            clock.advance(waitMs);
            if (!falseAlarm) continue;
            playback.hold();
            clock.advance(200);
            playback.resume();
          }
          clock.advance(lastMs);
          const heard = texts(playback.stop());
          const bytesAtStop = line.played.length;
          clock.advance(3000);
          expect(line.played.length).toBe(bytesAtStop);
          const complete = clauses.flatMap((ms, index) =>
            longestRun(line, index + 1) >= ms * 8 ? [`clause ${index}`] : [],
          );
          expect(heard).toEqual(complete);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** The longest stretch of this byte that was played without a clear in between. */
function longestRun(line: LineModel, value: number): number {
  let longest = 0;
  let run = 0;
  const clears = new Set(line.clearedAt);
  line.played.forEach((byte, at) => {
    if (clears.has(at)) run = 0;
    run = byte === value ? run + 1 : 0;
    longest = Math.max(longest, run);
  });
  return longest;
}
