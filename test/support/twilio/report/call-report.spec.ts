import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  decodeMulaw,
  encodeMulaw,
  levelDbfs,
  readWav,
} from '../../../../src/speech/audio/index.js';
import { audibleStretches, joined, recordingOf, silence, tone } from '../../audio/index.js';
import {
  type CallerScript,
  type CallReport,
  recordedCaller,
  type TurnMeasurement,
} from '../index.js';
import type { ScriptedServer } from '../testing/scripted-server.js';
import type { ServerStream } from '../testing/server-stream.js';
import { numbers, startServer, word } from '../testing/test-calls.js';

/** Two frames of the call, and what a busy machine adds to them. */
function toleranceMs({ lateness }: CallReport): number {
  return 40 + lateness.worstMs;
}

/** The only turn of the call, answered. */
function onlyTurn({ turns }: CallReport): TurnMeasurement & { totalMs: number } {
  const [turn, ...others] = turns;
  expect(others).toEqual([]);
  if (turn?.totalMs == null) throw new Error('the call has no answered turn');
  return { ...turn, totalMs: turn.totalMs };
}

describe('the report of a call', () => {
  let server: ScriptedServer;

  afterEach(async () => {
    await server.close();
  });

  async function call(
    caller: CallerScript,
    play: (stream: ServerStream) => Promise<void>,
  ): Promise<CallReport> {
    const onStream = (stream: ServerStream) => {
      void stream.next('start').then(async () => play(stream));
    };
    const started = await startServer({ onStream });
    server = started.server;
    return started.twilio.placeCall({ ...numbers, caller }).finished;
  }

  /** Waits until the caller has begun to speak, then until `ms` after it by the stream's own clock. */
  async function msIntoSpeech(stream: ServerStream, ms: number): Promise<void> {
    let count = 1;
    while (levelDbfs(decodeMulaw(await stream.nextAudio(count))) < -40) count++;
    await stream.next('media', count + ms / 20);
  }

  it('measures a reply at a known distance to within a frame', async () => {
    const report = await call(
      recordedCaller([{ say: word }], { quietMs: 300, lingerMs: 0 }),
      async (stream) => {
        stream.play(tone(300));
        await msIntoSpeech(stream, 700);
        stream.play(joined(silence(150), tone(400), silence(100), tone(300)));
      },
    );
    const turn = onlyTurn(report);
    // Speech lasts 500 ms and the server answers 700 ms after its start with 150 ms of silence first;
    // what it hears is a frame older than what is said.
    const expectedMs = 700 - 500 + 150 + 40;
    expect(Math.abs(turn.totalMs - expectedMs)).toBeLessThanOrEqual(toleranceMs(report));
    expect((turn.replyHeardMs ?? 0) - (turn.firstByteMs ?? 0)).toBeGreaterThanOrEqual(130);
    expect(turn).toMatchObject({
      label: 'word',
      replyDurationMs: 800,
      longestSilenceMs: 100,
      gaps: [],
      bargeInMs: null,
    });
    expect(turn.speechEndedMs - turn.speechStartedMs).toBe(500);
  });

  it('reports a hole in a reply that ran dry', async () => {
    const report = await call(
      recordedCaller([{ say: word }], { quietMs: 500, lingerMs: 0 }),
      async (stream) => {
        stream.play(tone(300));
        await msIntoSpeech(stream, 700);
        stream.play(tone(300));
        stream.mark('clause');
        await stream.next('mark');
        await new Promise((resolve) => setTimeout(resolve, 200));
        stream.play(tone(300));
      },
    );
    const { gaps, longestSilenceMs } = onlyTurn(report);
    const [gap, ...others] = gaps;
    expect(others).toEqual([]);
    expect(gap).toMatchObject({ afterMark: 'clause', afterClear: false });
    expect(gap?.durationMs).toBeGreaterThanOrEqual(180);
    expect(gap?.durationMs).toBeLessThanOrEqual(240 + toleranceMs(report));
    expect(longestSilenceMs).toBeGreaterThanOrEqual(180);
  });

  it('measures how fast the tutor falls silent when it is interrupted', async () => {
    const report = await call(
      async (phone) => {
        await phone.untilTutorHasSpoken(500);
        await phone.say(word);
      },
      async (stream) => {
        stream.play(tone(3_000));
        await msIntoSpeech(stream, 100);
        stream.clear();
      },
    );
    const [turn] = report.turns;
    expect(Math.abs((turn?.bargeInMs ?? 0) - 140)).toBeLessThanOrEqual(toleranceMs(report));
    expect(turn?.speechStartedMs).toBeGreaterThanOrEqual((report.firstHeardMs ?? 0) + 500);
  });

  it('counts a key as a turn', async () => {
    const report = await call(
      recordedCaller([{ press: '1' }], { quietMs: 200, lingerMs: 0 }),
      async (stream) => {
        stream.play(tone(300));
        await stream.next('dtmf');
        await new Promise((resolve) => setTimeout(resolve, 300));
        stream.play(tone(300));
      },
    );
    const turn = onlyTurn(report);
    expect(turn).toMatchObject({ label: 'keys 1', replyDurationMs: 300 });
    expect(turn.totalMs).toBeGreaterThanOrEqual(280);
  });

  it('records both sides on one clock: an echo is as late in the recording as it was sent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'call-'));
    const path = join(folder, 'call.wav');
    const chirps = recordingOf('chirps', joined(tone(80), silence(320), tone(80), silence(120)));
    const report = await call(
      async (phone) => {
        await phone.wait(200);
        await phone.say(chirps);
        await phone.wait(500);
      },
      async (stream) => {
        for (let count = 1; ; count++) stream.play(await stream.nextAudio(count));
      },
    );
    await report.writeRecording(path);
    const { sampleRateHz, channels } = readWav(await readFile(path));
    await rm(folder, { recursive: true });
    const [caller, tutor] = channels.map((channel) => audibleStretches(encodeMulaw(channel)));
    expect(sampleRateHz).toBe(8_000);
    expect(channels.map(({ length }) => length)).toEqual([
      report.callerAudio.length,
      report.tutorAudio.length,
    ]);
    expect(caller?.map(({ startMs }) => startMs)).toEqual([
      report.turns[0]?.speechStartedMs,
      (report.turns[0]?.speechStartedMs ?? 0) + 400,
    ]);
    const echoesMs = tutor?.map(({ startMs }, index) => startMs - (caller?.[index]?.startMs ?? 0));
    expect(echoesMs?.length).toBe(2);
    for (const echoMs of echoesMs ?? []) {
      expect(echoMs).toBeGreaterThanOrEqual(40);
      expect(echoMs).toBeLessThanOrEqual(40 + toleranceMs(report));
    }
  });

  it('cuts out what was heard between two moments, and nothing beyond the call', async () => {
    const report = await call(
      async (phone) => {
        await phone.untilTutorFinishes(100);
      },
      async (stream) => {
        stream.play(tone(300));
        return Promise.resolve();
      },
    );
    const startMs = report.firstHeardMs ?? 0;
    const heard = report.audioHeardBetween(startMs, startMs + 300);
    expect(heard).toEqual(Buffer.from(tone(300)));
    expect(report.audioHeardBetween(-50, 10)).toEqual(Buffer.from(silence(10)));
    expect(report.audioHeardBetween(1e6, 2e6).length).toBe(0);
  });

  it('says how late this process was itself', async () => {
    const report = await call(
      async (phone) => phone.wait(300),
      async (stream) => {
        await stream.next('media', 3);
        const until = performance.now() + 100;
        while (performance.now() < until);
      },
    );
    expect(report.lateness.worstMs).toBeGreaterThanOrEqual(70);
  });
});
