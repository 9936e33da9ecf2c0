import { recording, silence } from '../testing/recordings.js';
import { CleaningRecognizer } from './cleaning-recognizer.js';
import type { PartialWords, RecognitionStream } from './speech-recognizer.js';
import { ScriptedRecognizer } from './testing/scripted-recognizer.js';
import { ScriptedStreamRecognizer } from './testing/scripted-stream.js';
import { voicedMs } from './voiced-time.js';

const never = new AbortController().signal;

describe('CleaningRecognizer', () => {
  it.each([
    ['drops a phantom over noise', recording('cough.wav').subarray(0, 800), 'Thank you.', ''],
    ['keeps thanks that were spoken', recording('goodbye.wav'), 'Thank you.', 'Thank you.'],
    ['drops a described sound', recording('street.wav'), '[Music]', ''],
  ])('%s', async (_title, audio, heard, said) => {
    const inner = new ScriptedRecognizer();
    const work = new CleaningRecognizer(inner).recognize({ audio }, never);
    inner.answer(heard);
    expect(await work).toEqual({ text: said, confidence: 0.9 });
  });
});

describe('a recogniser that listens to calls, with cleaning around it', () => {
  let inner: ScriptedStreamRecognizer;
  let heard: PartialWords[];

  beforeEach(() => {
    inner = new ScriptedStreamRecognizer();
    heard = [];
  });

  const open = (): RecognitionStream => {
    const stream = new CleaningRecognizer(inner).open?.({ heard: (words) => heard.push(words) });
    if (!stream) throw new Error('it does not listen to calls');
    return stream;
  };

  it('gets the audio, and tells its words without what nobody said', () => {
    const stream = open();
    stream.push(silence(20));
    inner.says({ since: () => '[Music] It is', toMs: 20, isOver: true });
    expect(inner.pushed).toEqual([silence(20)]);
    expect(heard.map((words) => words.since(0))).toEqual(['It is']);
    expect(heard).toMatchObject([{ toMs: 20, isOver: true }]);
  });

  it('recognises the stretch that is asked for, cleaned, and is closed with the rest', async () => {
    const stretch = { audio: silence(100), fromMs: 300, toMs: 400 };
    const stream = open();
    const work = stream.recognize(stretch, never);
    inner.answer('Thank you.');
    expect(await work).toEqual({ text: '', confidence: 0.9 });
    expect(inner.stretches).toEqual([stretch]);
    await stream.close();
    expect(inner.openStreams).toBe(0);
  });

  it('has nothing to open where the recogniser has not', () => {
    expect(new CleaningRecognizer(new ScriptedRecognizer()).open).toBeUndefined();
  });
});

describe('voicedMs', () => {
  it('is nothing for silence, for nothing and for a steady noise', () => {
    expect(voicedMs(silence(1000))).toBe(0);
    expect(voicedMs(silence(0))).toBe(0);
    expect(voicedMs(recording('street.wav'))).toBeLessThan(200);
  });

  it('is the time that a word takes', () => {
    for (const name of ['yes.wav', 'seven.wav', 'goodbye.wav']) {
      expect(voicedMs(recording(name))).toBeGreaterThan(180);
      expect(voicedMs(recording(name))).toBeLessThan(700);
    }
  });
});
