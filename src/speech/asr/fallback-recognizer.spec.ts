import { setImmediate as tick } from 'node:timers/promises';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { ProviderError } from '../../common/errors.js';
import { silentMeter } from '../../common/meter.js';
import { silence } from '../testing/recordings.js';
import { FallbackRecognizer } from './fallback-recognizer.js';
import { ScriptedRecognizer } from './testing/scripted-recognizer.js';
import { ScriptedStreamRecognizer } from './testing/scripted-stream.js';

const never = new AbortController().signal;
const utterance = { audio: silence(700), hint: 'seven' };
const down = new ProviderError('deepgram', 'unavailable', 'down');

class ScriptedStandby extends ScriptedRecognizer {
  isReady = true;
}

describe('FallbackRecognizer', () => {
  let first: ScriptedRecognizer;
  let second: ScriptedStandby;
  let log: MemoryLog;
  let recognizer: FallbackRecognizer;

  beforeEach(() => {
    first = new ScriptedRecognizer('deepgram');
    second = new ScriptedStandby('whisper_local');
    log = new MemoryLog();
    recognizer = new FallbackRecognizer(first, second, log, silentMeter);
  });

  it('asks the first alone while it answers', async () => {
    first.answer('Seven.');
    expect((await recognizer.recognize(utterance, never)).text).toBe('Seven.');
    expect(second.asked).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('takes no words for an answer, too', async () => {
    first.answer('');
    expect((await recognizer.recognize(utterance, never)).text).toBe('');
    expect(second.asked).toEqual([]);
  });

  it('gives the whole utterance to the second when the first fails, and says so', async () => {
    second.answer('Seven.');
    const work = recognizer.recognize(utterance, never);
    first.fail(down);
    expect((await work).text).toBe('Seven.');
    expect(second.asked).toEqual([utterance]);
    expect(log.lines).toMatchObject([
      {
        level: 'warn',
        message: 'Recognition failed; another recogniser listens',
        provider: 'deepgram',
        fallback: 'whisper_local',
      },
    ]);
  });

  it('fails as the second does when both fail', async () => {
    const work = recognizer.recognize(utterance, never);
    first.fail(down);
    await tick();
    const broken = new ProviderError('whisper_local', 'unavailable', 'it died');
    second.fail(broken);
    await expect(work).rejects.toBe(broken);
  });

  it('fails as the first does when the second is not ready', async () => {
    second.isReady = false;
    const work = recognizer.recognize(utterance, never);
    first.fail(down);
    await expect(work).rejects.toBe(down);
    expect([second.asked, log.lines]).toEqual([[], []]);
  });

  it('does not ask the second when it is aborted', async () => {
    const controller = new AbortController();
    const work = recognizer.recognize(utterance, controller.signal);
    controller.abort();
    first.fail(down);
    await expect(work).rejects.toBeDefined();
    expect(second.asked).toEqual([]);
  });

  it('closes both', async () => {
    await recognizer.close();
    expect([first.closed, second.closed]).toEqual([true, true]);
    expect(recognizer.open).toBeUndefined();
  });

  it('replaces who listens to the call for one utterance, and gives it the audio of that', async () => {
    const listening = new ScriptedStreamRecognizer('deepgram');
    recognizer = new FallbackRecognizer(listening, second, log, silentMeter);
    const heard: string[] = [];
    const stream = recognizer.open?.({ heard: (words) => heard.push(words.since(0)) });
    stream?.push(utterance.audio);
    second.answer('Seven.');
    const stretch = { ...utterance, fromMs: 100, toMs: 800 };
    const work = stream?.recognize(stretch, never);
    listening.fail(down);
    expect((await work)?.text).toBe('Seven.');
    expect(second.asked).toEqual([stretch]);

    listening.says({ since: () => 'No', toMs: 900, isOver: false });
    listening.answer('No, eight.');
    expect((await stream?.recognize(stretch, never))?.text).toBe('No, eight.');
    await stream?.close();
    expect([heard, second.asked.length, listening.openStreams]).toEqual([['No'], 1, 0]);
  });
});
