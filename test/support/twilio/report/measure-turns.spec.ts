import type { SpokenTurn } from '../media/microphone.js';
import { type CallAudio, measureTurns, playbackGaps } from './measure-turns.js';

function turn(speechStartedMs: number, speechEndedMs: number, label = 'turn'): SpokenTurn {
  return { label, speechStartedMs, speechEndedMs };
}

function stretches(...pairs: readonly [number, number][]): { startMs: number; endMs: number }[] {
  return pairs.map(([startMs, endMs]) => ({ startMs, endMs }));
}

function measure(call: Partial<CallAudio>): ReturnType<typeof measureTurns> {
  const { turns = [], played = [], audible = played, arrivalsMs = [] } = call;
  return measureTurns({ turns, played, audible, arrivalsMs, gaps: playbackGaps(played, []) });
}

describe('measuring a turn', () => {
  it('counts from the caller’s last word to the first sound of the reply', () => {
    const [measured] = measure({
      turns: [turn(1_000, 2_000)],
      played: stretches([2_700, 4_000]),
      audible: stretches([2_850, 3_900]),
      arrivalsMs: [500, 2_650, 2_800],
    });
    expect(measured).toMatchObject({
      firstByteMs: 2_650,
      replyHeardMs: 2_850,
      totalMs: 850,
      replyEndedMs: 3_900,
      replyDurationMs: 1_050,
      bargeInMs: null,
    });
  });

  it('has no reply to measure when none came', () => {
    const [measured] = measure({ turns: [turn(1_000, 2_000)], played: stretches([0, 900]) });
    expect(measured).toMatchObject({ firstByteMs: null, totalMs: null, replyDurationMs: null });
  });

  it('finds the longest silence within the reply and every hole in its playback', () => {
    const [measured] = measure({
      turns: [turn(0, 1_000)],
      played: stretches([1_500, 2_000], [2_300, 3_000], [3_015, 3_500]),
      audible: stretches([1_500, 1_900], [2_300, 2_990], [3_015, 3_500]),
    });
    expect(measured?.longestSilenceMs).toBe(400);
    expect(measured?.gaps).toMatchObject([{ startMs: 2_000, endMs: 2_300, durationMs: 300 }]);
  });

  it('ends a reply at a long silence, so that a reprompt is not part of it', () => {
    const [measured] = measure({
      turns: [turn(0, 1_000)],
      played: stretches([1_500, 2_500], [9_000, 10_000]),
    });
    expect(measured?.replyEndedMs).toBe(2_500);
  });

  it('does not count the answer to the next turn to this one', () => {
    const measured = measure({
      turns: [turn(0, 1_000), turn(2_400, 2_900)],
      played: stretches([1_500, 2_600], [3_300, 4_000]),
    });
    expect(measured.map(({ replyHeardMs, replyEndedMs }) => [replyHeardMs, replyEndedMs])).toEqual([
      [1_500, 2_600],
      [3_300, 4_000],
    ]);
  });

  it('measures how long the tutor went on after the caller interrupted', () => {
    const [measured] = measure({
      turns: [turn(2_000, 3_000)],
      played: stretches([500, 2_180], [3_600, 4_000]),
    });
    expect(measured).toMatchObject({ bargeInMs: 180, replyHeardMs: 3_600, totalMs: 600 });
  });

  it('calls it no interruption when only silence was still being played', () => {
    const [measured] = measure({
      turns: [turn(2_000, 3_000)],
      played: stretches([500, 2_180], [3_600, 4_000]),
      audible: stretches([500, 1_400], [3_600, 4_000]),
    });
    expect(measured?.bargeInMs).toBeNull();
  });

  it('is negative when the tutor began before the caller had finished', () => {
    const [measured] = measure({ turns: [turn(0, 2_000)], played: stretches([1_500, 3_000]) });
    expect(measured?.totalMs).toBe(-500);
  });

  it('passes over what was said in a pause and stopped again', () => {
    const [measured] = measure({
      turns: [turn(0, 2_000)],
      played: stretches([900, 1_200], [2_700, 3_000]),
    });
    expect(measured?.totalMs).toBe(700);
  });
});

describe('the holes in the tutor’s audio', () => {
  const played = stretches([0, 500], [520, 1_000], [1_100, 1_500], [1_900, 2_500], [4_000, 4_500]);

  it('are all that last more than 20 ms and do not end a reply', () => {
    expect(playbackGaps(played, []).map(({ durationMs }) => durationMs)).toEqual([100, 400]);
  });

  it('tell whether they were meant: after a mark, after a clear', () => {
    const events = [
      { type: 'mark', name: 'clause 1', atMs: 1_003 },
      { type: 'clear', droppedMs: 200, marks: [], atMs: 1_490 },
    ] as const;
    expect(playbackGaps(played, events)).toMatchObject([
      { afterMark: 'clause 1', afterClear: false },
      { afterMark: undefined, afterClear: true },
    ]);
  });
});
