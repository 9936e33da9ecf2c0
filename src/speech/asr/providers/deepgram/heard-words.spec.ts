import type { Dialect } from './dialect.js';
import { flux } from './flux.js';
import { HeardWords } from './heard-words.js';
import { nova } from './nova.js';

/** What is known after these messages of a connection that began at 1000 ms of the call. */
function after(dialect: Dialect, ...messages: readonly unknown[]): HeardWords {
  const words = new HeardWords();
  const read = dialect.reader();
  for (const message of messages) {
    const heard = read(message);
    if (heard) words.take(heard, 1000);
  }
  return words;
}

const word = (text: string, start: number): object => ({
  word: text.toLowerCase(),
  punctuated_word: text,
  start,
  end: start + 0.2,
  confidence: 0.5,
});

const results = (fields: object, start: number, ...words: readonly object[]): object => ({
  type: 'Results',
  start,
  duration: 1,
  channel: { alternatives: [{ words }] },
  ...fields,
});

describe('what Nova hears', () => {
  const heard = after.bind(null, nova('nova-3'));
  const final = { is_final: true };

  it('is replaced while it is not final, and kept when it is', () => {
    const words = heard(
      results({}, 0, word('I', 0.1)),
      results(final, 0, word('Eye', 0.1), word('went.', 0.4)),
      results({}, 1, word('to', 1.2)),
    );
    expect(words.between(0, 9000)).toEqual({ text: 'Eye went. to', confidence: 0.5 });
    expect(words.between(1400, 2000).text).toBe('went.');
    expect(words.settledMs).toBe(2000);
  });

  it('is complete up to the end of a final, and a little further when the speech is over', () => {
    expect(heard(results(final, 0, word('Yes.', 0.1))).covers(2001)).toBe(false);
    expect(heard(results({ ...final, speech_final: true }, 0)).covers(2200)).toBe(true);
    expect(heard(results({ ...final, from_finalize: true }, 0)).covers(2300)).toBe(false);
  });

  it('is complete no more when words follow', () => {
    const over = results({ ...final, speech_final: true }, 0, word('Yes.', 0.1));
    expect(heard(over, results({}, 1, word('but', 1.1))).covers(2100)).toBe(false);
  });

  it('is complete at an UtteranceEnd where speech_final did not come', () => {
    const words = heard(results(final, 0, word('Yes.', 0.1)), {
      type: 'UtteranceEnd',
      last_word_end: 0.9,
    });
    expect(words.covers(2900)).toBe(true);
    expect(words.between(0, 2900).text).toBe('Yes.');
  });

  it('is forgotten with its connection unless it is final', () => {
    const words = heard(results(final, 0, word('Yes.', 0.1)), results({}, 1, word('but', 1.1)));
    words.forgetLatest();
    expect(words.between(0, 9000).text).toBe('Yes.');
    expect(words.covers(2500)).toBe(false);
  });
});

describe('what Flux hears', () => {
  const heard = after.bind(null, flux('flux-general-en'));
  const turn = (event: string, end: number, ...texts: readonly string[]): object => ({
    type: 'TurnInfo',
    event,
    audio_window_start: 0,
    audio_window_end: end,
    transcript: texts.join(' '),
    words: texts.map((text) => ({ word: text, confidence: 0.5 })),
  });

  it('lies between the turn’s first and last news where words have no times', () => {
    const words = heard(turn('StartOfTurn', 5, 'It'), turn('EndOfTurn', 6, 'It', 'is.'));
    expect(words.between(5700, 7000)).toEqual({ text: 'It is.', confidence: 0.5 });
    expect(words.between(0, 5000).text).toBe('');
  });

  it('is over at an EagerEndOfTurn, until the turn is resumed', () => {
    const eager = [turn('StartOfTurn', 1, 'It'), turn('EagerEndOfTurn', 2, 'It', 'is.')];
    expect(heard(...eager).covers(3200)).toBe(true);
    expect(heard(...eager).partial().isOver).toBe(true);
    const resumed = heard(...eager, turn('TurnResumed', 2.3, 'It', 'is'));
    expect(resumed.covers(3200)).toBe(false);
    expect(resumed.partial().isOver).toBe(false);
    expect(resumed.settledMs).toBe(0);
  });

  it('is nothing for an update without words', () => {
    const words = heard(turn('Update', 2));
    expect(words.covers(2700)).toBe(true);
    expect(words.covers(2800)).toBe(false);
  });
});

describe.each([nova('nova-3'), flux('flux-general-en')])('$path', (dialect) => {
  it.each([
    null,
    'text',
    [],
    {},
    { type: 'Results' },
    { type: 'Results', start: 'now', duration: 1 },
    { type: 'UtteranceEnd' },
    { type: 'TurnInfo', event: 'Update' },
    { type: 'Connected' },
    { type: 'FutureThing' },
  ])('passes over %j', (message) => {
    expect(dialect.reader()(message)).toBeNull();
  });
});
