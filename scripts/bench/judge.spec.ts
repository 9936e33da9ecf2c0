import { joined, silence, tone } from '../../test/support/audio/index.js';
import type { Utterance } from '../../test/support/audio/exact-recogniser.js';
import type { RecordedTurn } from '../../test/support/server/recorded-turns.js';
import { createReport } from '../../test/support/twilio/report/call-report.js';
import type { CallEvent, CallReport, TurnMeasurement } from '../../test/support/twilio/index.js';
import { judge, type Verdict } from './judge.js';
import { questionText, type Scene } from './scenes.js';

const clauses = ['One clause.', 'Another.', 'And a third.'];

function utterance(label: string, text: string): Utterance {
  const audio = new Uint8Array(8000);
  return { recording: { label, audio, speech: { startMs: 0, endMs: 1000 } }, parts: [], text };
}

const question = utterance('1', questionText);
const interruption = utterance('2', 'It is seven.');
const bargeIn: Scene = {
  kind: 'barge-in',
  condition: 'clean',
  utterance: interruption,
  pauseMs: 0,
  into: { question, afterMs: 1000 },
  first: null,
};
const pause: Scene = { ...bargeIn, kind: 'pause', pauseMs: 900, into: null };

function turn(
  label: string,
  startMs: number,
  seen: Partial<TurnMeasurement> = {},
): TurnMeasurement {
  return {
    label,
    speechStartedMs: startMs,
    speechEndedMs: startMs + 1000,
    firstByteMs: null,
    replyHeardMs: null,
    totalMs: 700,
    replyEndedMs: null,
    replyDurationMs: null,
    gaps: [],
    longestSilenceMs: 0,
    bargeInMs: null,
    ...seen,
  };
}

/** The tutor is heard as `tutorAudio` says; nothing else happened but `timeline`. */
function report(
  tutorAudio: Uint8Array,
  turns: readonly TurnMeasurement[],
  timeline: readonly CallEvent[] = [],
): CallReport {
  return createReport({
    callSid: 'CA1',
    outcome: 'completed',
    endedBy: 'caller',
    durationMs: tutorAudio.length / 8,
    timeline,
    turns,
    gaps: [],
    firstHeardMs: null,
    longestQueueMs: 0,
    lateness: { p99Ms: 0, worstMs: 0 },
    callerAudio: tutorAudio,
    tutorAudio,
  });
}

function row(answer: string, interrupted: boolean): RecordedTurn {
  return {
    id: '1',
    interaction_type: 'turn_metrics',
    call_id: 'CA1',
    turn: 1,
    module_name: 'ask',
    phone_number: 'c1',
    user_input: questionText,
    ai_response: answer,
    asr_ms: 300,
    llm_ms: 300,
    tts_ms: 100,
    total_ms: 700,
    endpoint_ms: 400,
    interrupted,
    wasted_replies: 0,
    emotional_data: {},
    error: null,
  };
}

describe('the judge of a plain turn', () => {
  const judged = (tutorAudio: Uint8Array, totalMs: number | null): Verdict | undefined =>
    judge(
      { scenes: [pause], report: report(tutorAudio, [turn('2', 1000, { totalMs })]) },
      [],
      clauses,
    )[0];

  it('sees a tutor that speaks before the last word', () => {
    expect(judged(joined(silence(1500), tone(300), silence(2000)), 100)?.cutOff).toBe(true);
    expect(judged(joined(silence(2700), tone(300), silence(2000)), 700)?.cutOff).toBe(false);
  });

  it('takes a reprompt for no answer', () => {
    const late = judged(joined(silence(9000), tone(300)), 7000);
    expect(late).toMatchObject({ totalMs: null, cutOff: false });
  });
});

describe('the judge of an interruption', () => {
  const spoken = [turn('1', 0), turn('2', 4000, { bargeInMs: 200 })];
  const marks: CallEvent[] = [
    { type: 'mark', name: '1.1', atMs: 3000 },
    { type: 'clear', droppedMs: 500, marks: ['1.2'], atMs: 4200 },
    { type: 'mark', name: '1.2', atMs: 4200 },
  ];
  const stopped = joined(silence(1700), tone(2520), silence(3000));
  const judged = (tutorAudio: Uint8Array, recorded: RecordedTurn): Verdict['interruption'] =>
    judge({ scenes: [bargeIn], report: report(tutorAudio, spoken, marks) }, [recorded], clauses)[0]
      ?.interruption ?? null;

  it('finds a record true that holds what was played to its mark, not what was cleared', () => {
    expect(judged(stopped, row('One clause.', true))).toEqual({
      stoppedAfterMs: 200,
      cut: true,
      staleMs: 0,
      resumedAfterMs: null,
      historyError: 0,
    });
    expect(judged(stopped, row('One clause. Another.', true))?.historyError).toBe(1);
    expect(judged(stopped, row('Words of no clause.', true))?.historyError).toBeNull();
  });

  it('hears audio of a reply that should be silent', () => {
    const stale = joined(stopped.subarray(0, 4500 * 8), tone(100), silence(1000));
    expect(judged(stale, row('One clause.', true))?.staleMs).toBe(100);
  });

  it('measures how soon a reply goes on that was not cut', () => {
    expect(judged(stopped, row(clauses.join(' '), false))).toMatchObject({
      cut: false,
      resumedAfterMs: 700,
      historyError: null,
    });
  });

  it('leaves out what came after the reply was over', () => {
    const over = joined(silence(1700), tone(1000), silence(4000));
    expect(judged(over, row('One clause.', false))).toBeNull();
  });
});
