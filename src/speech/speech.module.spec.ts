import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { MemoryLog } from '../../test/support/memory-log.js';
import { LOG } from '../common/log.js';
import { OperationsModule } from '../common/operations.module.js';
import { ConfigModule, loadConfiguration, type RawEnvironment } from '../config/index.js';
import { asrKind, END_OF_TURN_DETECTOR, SpeechModule, ttsKind } from './index.js';
import { describeWithModels, modelPath } from './testing/models.js';
import { SmartTurn } from './turn/smart-turn.js';

const environment = {
  DATABASE_URL: 'postgres://127.0.0.1/none',
  REDIS_URL: 'redis://127.0.0.1',
  ASR_PROVIDER: 'whisper',
  OPENAI_API_KEY: 'key',
  TTS_PROVIDER: 'deepgram',
  DEEPGRAM_API_KEY: 'key',
  ASR_FALLBACK: 'none',
  TTS_FALLBACK: 'none',
  VAD_PROVIDER: 'energy',
  LLM_PROVIDER: 'none',
};

describe("the detector of a turn's end", () => {
  let log: MemoryLog;
  let room: TestingModule | undefined;

  async function start(more: RawEnvironment): Promise<unknown> {
    log = new MemoryLog();

    @Global()
    @Module({ providers: [{ provide: LOG, useValue: log }], exports: [LOG] })
    class TestLogModule {}

    const configuration = loadConfiguration({ ...environment, ...more }, [asrKind, ttsKind], {});
    room = await Test.createTestingModule({
      imports: [ConfigModule.forRoot(configuration), OperationsModule, TestLogModule, SpeechModule],
    }).compile();
    return room.get(END_OF_TURN_DETECTOR);
  }

  const emptyHome = async (): Promise<string> => mkdtemp(join(tmpdir(), 'speech-module-'));

  afterEach(async () => {
    await room?.close();
    room = undefined;
  });

  it('is left out, and the log says so once, when its model is not there', async () => {
    expect(await start({ BAKAME_HOME: await emptyHome() })).toBeNull();
    expect(log.lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: 'Smart Turn cannot be used: the voice is not heard for the end of a turn',
      }),
    ]);
  });

  it('is left out without a word when it is switched off', async () => {
    expect(await start({ BAKAME_HOME: await emptyHome(), SMART_TURN: 'off' })).toBeNull();
    expect(log.lines).toEqual([]);
  });

  const model = 'smart-turn/smart-turn-v3.2-cpu.onnx';
  describeWithModels(
    'with its model',
    () => {
      it('is Smart Turn, and ends with the room', async () => {
        const home = join(modelPath(''), '..');
        const detector = await start({ BAKAME_HOME: home });
        expect(detector).toBeInstanceOf(SmartTurn);
        await room?.close();
        const asking = (detector as SmartTurn).completion(
          new Uint8Array(8),
          AbortSignal.timeout(999),
        );
        await expect(asking).rejects.toMatchObject({ provider: 'smart_turn' });
      });
    },
    model,
  );
});
