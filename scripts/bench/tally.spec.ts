import { endpointingPlot, type SweepPoint } from './endpointing-plot.js';
import type { Interruption, Verdict } from './judge.js';
import type { Scene, SceneKind } from './scenes.js';
import { describeRun, sweepPoint } from './tables.js';
import { tally } from './tally.js';

function scene(kind: SceneKind, pauseMs = 0): Scene {
  const recording = { label: '1', audio: new Uint8Array(8), speech: { startMs: 0, endMs: 1 } };
  const utterance = { recording, parts: [], text: 'Seven.' };
  const isPlain = kind !== 'barge-in' && kind !== 'sound';
  const into = isPlain ? null : { question: utterance, afterMs: 500 };
  return { kind, condition: 'clean', utterance, pauseMs, into, first: null };
}

function plain(kind: SceneKind, totalMs: number | null, cutOff = false, pauseMs = 0): Verdict {
  const verdict = { scene: scene(kind, pauseMs), callSid: 'CA1', totalMs, cutOff };
  return { ...verdict, interruption: null, row: null };
}

function into(kind: SceneKind, seen: Partial<Interruption>): Verdict {
  const interruption = {
    stoppedAfterMs: 200,
    cut: true,
    staleMs: 0,
    resumedAfterMs: null,
    historyError: 0,
    ...seen,
  };
  const verdict = { scene: scene(kind), callSid: 'CA1', totalMs: 700, cutOff: false };
  return { ...verdict, interruption, row: null };
}

const verdicts = [
  plain('sentence', 600),
  plain('sentence', 900),
  plain('short', null),
  plain('pause', 500, false, 700),
  plain('pause', -300, true, 700),
  plain('pause', -100, true, 2000),
  plain('counting', 700, false, 700),
  into('barge-in', {}),
  into('barge-in', { cut: false, stoppedAfterMs: null, historyError: null }),
  into('barge-in', { staleMs: 40, historyError: 1 }),
  into('sound', { cut: false, resumedAfterMs: 450, historyError: null }),
  into('sound', {}),
];

const run = {
  ...tally(verdicts),
  scenes: 12,
  judged: 12,
  lanes: 2,
  gaps: 0,
  problems: 0,
  latenessMs: 12,
  latenessP99Ms: 6,
};

describe('the tally of a bench', () => {
  it('counts cut-offs by the length of the pause', () => {
    const withTurns = run.cutOffs.filter(({ of }) => of > 0);
    expect(withTurns).toEqual([
      { pauseMs: 0, count: 0, of: 3 },
      { pauseMs: 700, count: 1, of: 2 },
      { pauseMs: 2000, count: 1, of: 1 },
    ]);
  });

  it('counts what a caller would complain of', () => {
    expect(run).toMatchObject({
      unanswered: { count: 1, of: 7 },
      falseInterruptions: { count: 1, of: 2 },
      missedInterruptions: { count: 1, of: 3 },
      staleReplies: { count: 1, of: 3 },
      historyErrors: { count: 1, of: 2 },
    });
  });

  it('leaves answers that came too early out of the delays', () => {
    const delays = tally([plain('sentence', 600), plain('sentence', -200, true)]).latencies;
    expect(delays[0]).toMatchObject({ count: 1, p50: 600 });
  });

  it('is told as markdown, with a dash for what was not measured', () => {
    const text = describeRun(run, '2 × a processor');
    expect(text).toContain('| complete sentence, as heard | 2 | 600 | 900 | 900 |');
    expect(text).toContain('| 700 | 2 | 50 | 1 | 0 |');
    expect(text).toContain('| 300 | 0 | – | 0 | – |');
  });
});

describe('the curve of cut-offs against delay', () => {
  const points: SweepPoint[] = [200, 400].map((waitMs) => sweepPoint(waitMs, run));

  it('keeps pauses that a tutor should bear apart from longer ones', () => {
    expect(points[0]).toMatchObject({
      delayP50Ms: 600,
      cutOffsPer100: 50,
      cutOffsOfLongPer100: 100,
    });
  });

  it('draws one dot for each wait and kind of pause, inside the picture', () => {
    const svg = endpointingPlot(points);
    const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
    expect(dots).toHaveLength(4);
    for (const [, x, y] of dots) {
      expect(Number(x)).toBeLessThanOrEqual(720);
      expect(Number(y)).toBeLessThanOrEqual(420);
    }
    expect(svg).not.toContain('NaN');
  });
});
