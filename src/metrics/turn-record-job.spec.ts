import fc from 'fast-check';
import { turnRecord } from '../../test/support/turn-fixtures.js';
import { MalformedJobError, parseJob, toJob } from './turn-record-job.js';

describe('a turn record on its way', () => {
  it('comes out of the queue as it went in', () => {
    const job = toJob(turnRecord({ turn: 7, error: 'PROVIDER_TIMEOUT', interrupted: true }));
    expect(parseJob(JSON.parse(JSON.stringify(job)))).toEqual(job);
  });

  it('is accepted whatever a call produced', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    const amount = fc.double();
    fc.assert(
      fc.property(text, text, amount, amount, fc.option(amount), (said, answer, a, b, c) => {
        const record = turnRecord({
          userInput: said,
          aiResponse: answer,
          sessionSeconds: a,
          tokensIn: b,
          emotional: { a, b },
          times: { asrMs: a, llmMs: b, ttsMs: c, totalMs: null, endpointMs: null },
        });
        expect(() => parseJob(JSON.parse(JSON.stringify(toJob(record))))).not.toThrow();
      }),
    );
  });

  it('holds no text that PostgreSQL refuses', () => {
    const job = toJob(turnRecord({ userInput: 'a\0b', aiResponse: 'half \ud83d of a pair' }));
    expect(job.user_input).toBe('ab');
    expect(job.ai_response).toBe('half \ufffd of a pair');
  });

  it('is small, however much was said', () => {
    const userInput = 'very '.repeat(1_000_000);
    const emotional = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n]));
    expect(JSON.stringify(toJob(turnRecord({ userInput, emotional }))).length).toBeLessThan(10_000);
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a number', 3],
    ['an empty object', {}],
    ['a text where a number belongs', { turn: 'three' }],
    ['a fraction where a count belongs', { asr_ms: 1.5 }],
    ['a count too large for its column', { tokens_in: 2 ** 31 }],
    ['an unknown type of interaction', { interaction_type: 'turn' }],
    ['a text that is too long', { user_input: 'x'.repeat(8001) }],
    ['data that is no numbers', { emotional_data: { mood: 'call 0788123456' } }],
    ['a list where numbers by name belong', { gamification_data: [1] }],
    ['a time that is none', { timestamp: 'yesterday' }],
    ['a provider without a name', { providers: { asr: 'a', llm: 'b' } }],
  ])('is refused when it is %s, by the names of its fields', (_, data) => {
    const isPart = data !== null && typeof data === 'object' && !Array.isArray(data);
    const job =
      isPart && Object.keys(data).length > 0 ? Object.assign(toJob(turnRecord()), data) : data;
    expect(() => parseJob(job)).toThrow(MalformedJobError);
    expect(() => parseJob(job)).not.toThrow(/0788|xxx|yesterday/);
  });

  it('drops fields that nobody asked for', () => {
    expect(parseJob(Object.assign(toJob(turnRecord()), { id: 7 }))).not.toHaveProperty('id');
  });
});
