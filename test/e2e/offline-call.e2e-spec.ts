import { SystemClock } from '../../src/common/clock.js';
import { silentMeter } from '../../src/common/meter.js';
import { configure } from '../../src/app.js';
import { createChosen } from '../../src/config/index.js';
import { asrKind, type SpeechRecognizer } from '../../src/speech/index.js';
import { describeWithModels, modelPath } from '../../src/speech/testing/models.js';
import { MemoryLog } from '../support/memory-log.js';
import type { RecordedTurn } from '../support/server/recorded-turns.js';
import { TestHouse } from '../support/server/test-house.js';
import { recordedCaller, type CallReport } from '../support/twilio/index.js';

const home = modelPath('..');
const offline = {
  ASR_PROVIDER: 'whisper_local',
  TTS_PROVIDER: 'coqui_local',
  LLM_PROVIDER: 'none',
};

describeWithModels('a call without any vendor', () => {
  let house: TestHouse;
  let listener: SpeechRecognizer;
  let report: CallReport;
  let turns: RecordedTurn[];

  beforeAll(async () => {
    house = await TestHouse.open({ environment: { ...offline, BAKAME_HOME: home } });
    const labels = ['maths-please', 'seven', 'ten', 'goodbye'];
    const call = house.twilio.placeCall({
      from: '+250788123400',
      to: '+14155550100',
      caller: recordedCaller(labels.map((label) => ({ say: house.recording(label) }))),
    });
    report = await call.finished;
    const rows = await house.rows(report.callSid);
    turns = rows.filter((row) => row.interaction_type === 'turn_metrics');
    listener = await openListener();
  });

  afterAll(async () => {
    await listener.close();
    await house.close();
  });

  /** A recogniser of our own, which has heard nothing of the call. */
  async function openListener(): Promise<SpeechRecognizer> {
    const stores = { DATABASE_URL: 'postgres://127.0.0.1/none', REDIS_URL: 'redis://127.0.0.1' };
    const { settings, chosen } = configure({ ...stores, ...offline, BAKAME_HOME: home });
    const own = { clock: new SystemClock(), log: new MemoryLog(), meter: silentMeter };
    const needs = { settings, ...own };
    return createChosen(asrKind, chosen, needs);
  }

  async function wordsOf(audio: Uint8Array): Promise<string> {
    const { text } = await listener.recognize({ audio }, new AbortController().signal);
    return text.toLowerCase();
  }

  it('understands the learner and judges the answers', () => {
    expect(report.problems).toEqual([]);
    expect(report.endedBy).toBe('tutor');
    expect(turns).toHaveLength(4);
    expect(turns[0]?.ai_response).toMatch(/three plus four/i);
    expect(turns[1]?.ai_response).toMatch(/five plus three/i);
    expect(turns[2]?.ai_response).toMatch(/five plus three/i);
  });

  it('is heard as what the records say, by somebody who only has the recording', async () => {
    const [, answer] = report.turns;
    const heard = report.audioHeardBetween(answer?.replyHeardMs ?? 0, answer?.replyEndedMs ?? 0);
    expect(await wordsOf(heard)).toMatch(/(plus|\+) (three|3)/);
    const [first] = report.turns;
    const asked = report.callerAudio.subarray(
      (first?.speechStartedMs ?? 0) * 8,
      (first?.speechEndedMs ?? 0) * 8,
    );
    expect(await wordsOf(asked)).toMatch(/math/);
  });

  it('has no gap inside a reply', () => {
    expect(report.gaps.filter((gap) => !gap.afterClear)).toEqual([]);
  });
});
