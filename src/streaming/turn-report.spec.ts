import type { SpeechSynthesizer } from '../speech/index.js';
import { ReplyMaker } from './reply-maker.js';
import { scriptedRooms } from './testing/scripted-rooms.js';
import { turnRecord } from './turn-report.js';

const facts = { callId: 'CA1', sessionId: 's1', caller: 'c1', asr: 'a', llm: 'l', tts: 'chosen' };
const outcome = { heard: [], interrupted: false, turn: 1, wastedReplies: 0, speechEndedAt: null };

describe('the record of a turn', () => {
  it.each([
    ['the voice that was chosen, where no other stands by', [], 'chosen'],
    ['the voice that stood in', ['second', 'second'], 'second'],
    ['both voices of a reply that changed them', ['first', 'second'], 'first+second'],
  ])('names %s', async (_whom, speakers, tts) => {
    const { rooms } = scriptedRooms({
      recognitions: [],
      recognizeMs: 0,
      synthesizeMs: 0,
      answer: () => ['Well done.', 'And the next?'],
    });
    const voices = speakers.values();
    const synthesizer: SpeechSynthesizer = {
      ...rooms.synthesizer,
      async *synthesize({ spokenBy }) {
        const { value } = voices.next();
        if (value !== undefined) spokenBy?.(value);
        yield await Promise.resolve(new Uint8Array(80));
      },
    };
    const maker = new ReplyMaker(rooms.tutor, synthesizer, rooms.clock, rooms.log);
    const reply = maker.begin(1, rooms.tutor.begin(), { type: 'connected' }, null);
    reply.release(0);
    await maker.make(reply);
    const when = { timestamp: new Date(0), sessionSeconds: 0 };
    expect(turnRecord(facts, reply, outcome, when).providers.tts).toBe(tts);
  });
});
