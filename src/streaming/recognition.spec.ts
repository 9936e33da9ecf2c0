import { setImmediate } from 'node:timers/promises';
import { MemoryLog } from '../../test/support/memory-log.js';
import { ProviderError } from '../common/errors.js';
import { TaskGroup } from '../common/task-group.js';
import type { PartialWords, SpeechRecognizer, Stretch, Utterance } from '../speech/index.js';
import { Recognition, type RecognitionOutcome } from './recognition.js';

const audio = new Uint8Array(800);
const span = { fromMs: 100, toMs: 200 };

/** One call whose recogniser notes what it is asked, and always hears the same. */
class Call {
  readonly log = new MemoryLog();
  readonly outcomes: RecognitionOutcome[] = [];
  readonly partials: string[] = [];
  readonly utterances: Utterance[] = [];
  readonly stretches: Stretch[] = [];
  readonly frames: Uint8Array[] = [];
  opened = 0;
  closed = 0;
  readonly tasks = new TaskGroup((_task, error) => {
    throw error;
  });
  readonly recognition: Recognition;
  private hear: (words: PartialWords) => void = () => undefined;

  constructor(text: string, listensToCalls: boolean) {
    const recognizer: SpeechRecognizer = {
      name: 'scripted',
      capabilities: { streaming: listensToCalls, confidence: false },
      recognize: async (utterance, signal) => {
        this.utterances.push(utterance);
        return answer(text, signal);
      },
      close: async () => Promise.resolve(),
    };
    if (listensToCalls) {
      recognizer.open = (listener) => {
        this.opened++;
        this.hear = (words) => {
          listener.heard(words);
        };
        return {
          push: (frame) => this.frames.push(frame),
          recognize: async (stretch, signal) => {
            this.stretches.push(stretch);
            return answer(text, signal);
          },
          close: async () => {
            this.closed++;
            await Promise.resolve();
          },
        };
      };
    }
    this.recognition = new Recognition(recognizer, this.tasks, this.log, {
      ended: (outcome) => this.outcomes.push(outcome),
      heard: (words) => this.partials.push(words.since(0)),
    });
  }

  says(text: string): void {
    this.hear({ since: () => text, toMs: 0, isOver: false });
  }
}

async function answer(
  text: string,
  signal: AbortSignal,
): Promise<{ text: string; confidence: null }> {
  await setImmediate();
  signal.throwIfAborted();
  if (text === 'fails') throw new ProviderError('scripted', 'unavailable', 'out of order');
  return { text, confidence: null };
}

describe('Recognition', () => {
  it('sends every frame to a recogniser that listens to calls, and asks it for the stretch', async () => {
    const call = new Call('Seven.', true);
    call.recognition.hear(audio);
    call.recognition.hear(audio);
    call.recognition.start(1, audio, span);
    await setImmediate();
    await setImmediate();
    expect(call.frames).toEqual([audio, audio]);
    expect(call.opened).toBe(1);
    expect(call.stretches).toEqual([{ audio, ...span }]);
    expect(call.utterances).toEqual([]);
    expect(call.outcomes).toEqual([
      { type: 'transcript', generation: 1, text: 'Seven.', confidence: null },
    ]);
    await call.tasks.close();
    expect(call.closed).toBe(1);
  });

  it('passes on what is understood meanwhile', async () => {
    const call = new Call('Seven.', true);
    call.recognition.hear(audio);
    call.says('It');
    call.says('It is');
    expect(call.partials).toEqual(['It', 'It is']);
    await call.tasks.close();
  });

  it('gives the audio to a recogniser that does not listen to calls', async () => {
    const call = new Call('Seven.', false);
    call.recognition.hear(audio);
    call.recognition.start(1, audio, span);
    await setImmediate();
    await setImmediate();
    expect(call.utterances).toEqual([{ audio }]);
    expect(call.outcomes).toMatchObject([{ type: 'transcript', text: 'Seven.' }]);
  });

  it.each([true, false])('tells only of the newest (listening to calls: %s)', async (listens) => {
    const call = new Call('Seven.', listens);
    call.recognition.hear(audio);
    call.recognition.start(1, audio, span);
    call.recognition.start(2, audio, span);
    await setImmediate();
    await setImmediate();
    expect(call.outcomes.map(({ generation }) => generation)).toEqual([2]);
    call.recognition.start(3, audio, span);
    call.recognition.abort();
    await call.tasks.close();
    expect(call.outcomes).toHaveLength(1);
    expect(call.log.lines).toEqual([]);
  });

  it('tells of a failure, and logs it', async () => {
    const call = new Call('fails', true);
    call.recognition.hear(audio);
    call.recognition.start(1, audio, span);
    await setImmediate();
    await setImmediate();
    expect(call.outcomes).toEqual([{ type: 'recognition-failed', generation: 1 }]);
    expect(call.log.messages('error')).toEqual(['the caller could not be recognised']);
    await call.tasks.close();
  });
});
