import { VirtualClock } from '../../common/virtual-clock.js';
import { recording, silence } from '../testing/recordings.js';
import { CleaningRecognizer } from './cleaning-recognizer.js';
import { DeadlineRecognizer } from './deadline-recognizer.js';
import { ScriptedRecognizer } from './testing/scripted-recognizer.js';
import { voicedMs } from './voiced-time.js';

const never = new AbortController().signal;

describe('DeadlineRecognizer', () => {
  it('passes on a transcript that comes in time', async () => {
    const inner = new ScriptedRecognizer();
    const recognizer = new DeadlineRecognizer(inner, 1000, new VirtualClock());
    const work = recognizer.recognize({ audio: silence(100) }, never);
    inner.answer('Seven.');
    expect(await work).toEqual({ text: 'Seven.', confidence: 0.9 });
  });

  it('fails with a timeout when none comes, and aborts the work', async () => {
    const clock = new VirtualClock();
    const inner = new ScriptedRecognizer();
    const recognizer = new DeadlineRecognizer(inner, 1000, clock);
    const work = recognizer.recognize({ audio: silence(100) }, never);
    clock.advance(999);
    expect(inner.aborted).toBe(false);
    clock.advance(1);
    await expect(work).rejects.toMatchObject({
      kind: 'timeout',
      message: 'scripted: no transcript within 1000 ms',
    });
    expect(inner.aborted).toBe(true);
  });

  it('reports an abort as an abort, also when the deadline passes with it', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const recognizer = new DeadlineRecognizer(new ScriptedRecognizer(), 1000, clock);
    const work = recognizer.recognize({ audio: silence(100) }, controller.signal);
    controller.abort();
    clock.advance(1000);
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('closes what it wraps', async () => {
    const inner = new ScriptedRecognizer();
    await new DeadlineRecognizer(inner, 1000, new VirtualClock()).close();
    expect(inner.closed).toBe(true);
  });
});

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
