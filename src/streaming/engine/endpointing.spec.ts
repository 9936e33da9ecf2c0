import { endingOf, waitAfter } from './endpointing.js';
import { policy } from '../testing/scripted-rooms.js';

describe('the end of a thought', () => {
  it.each(['Seven.', 'seven', 'I went to the market.', 'Is it twelve?', 'Yes', 'Goodbye.'])(
    'hears that "%s" is complete',
    (text) => {
      expect(endingOf(text)).toBe('finished');
    },
  );

  it.each([
    'I think it is',
    'I went to the',
    'because',
    'Twelve and',
    'Um',
    'hmm...',
    'well',
    'Let me think.',
    'My sister,',
    'It is…',
  ])('hears that "%s" will go on', (text) => {
    expect(endingOf(text)).toBe('unfinished');
  });
});

describe('counting', () => {
  it.each(['One, two, three', '1 2 3', 'Eight, nine.', 'Two, four', 'I count one, two, three.'])(
    'is heard in "%s"',
    (text) => {
      expect(endingOf(text)).toBe('counting');
    },
  );

  it.each(['Seven.', 'Two two', 'Five, three', 'It is 7', 'Ten nine eight'])(
    'is not heard in "%s"',
    (text) => {
      expect(endingOf(text)).toBe('finished');
    },
  );
});

describe('the wait after speech', () => {
  const nothing = { completion: null, usualPauseMs: null };
  const sentence = 'My sister is a teacher.';
  const { minWaitMs, maxWaitMs } = policy;

  it('is short after a complete sentence and long after one that trails off', () => {
    expect(waitAfter({ ...nothing, text: sentence }, policy)).toBe(minWaitMs);
    expect(waitAfter({ ...nothing, text: 'My sister is a' }, policy)).toBe(maxWaitMs);
  });

  it('is longer while somebody counts, or sounds as if they go on', () => {
    for (const evidence of [
      { ...nothing, text: 'One, two, three' },
      { ...nothing, text: sentence, completion: 0.2 },
    ]) {
      const waitMs = waitAfter(evidence, policy);
      expect(waitMs).toBeGreaterThan(minWaitMs);
      expect(waitMs).toBeLessThan(maxWaitMs);
    }
  });

  it('is not lengthened by a voice that sounds finished', () => {
    expect(waitAfter({ ...nothing, text: sentence, completion: 0.9 }, policy)).toBe(minWaitMs);
  });

  it('leaves a caller who pauses their time, within the maximum', () => {
    expect(waitAfter({ ...nothing, text: sentence, usualPauseMs: 800 }, policy)).toBe(1000);
    expect(waitAfter({ ...nothing, text: sentence, usualPauseMs: 5000 }, policy)).toBe(maxWaitMs);
  });

  it('is short after a short answer, whatever the voice and the caller’s habits', () => {
    expect(waitAfter({ text: 'Seven.', completion: 0.1, usualPauseMs: 900 }, policy)).toBe(
      minWaitMs,
    );
  });

  it('does without what is switched off', () => {
    const text = 'My sister is a';
    expect(waitAfter({ ...nothing, text }, { ...policy, usesWords: false })).toBe(minWaitMs);
    const evidence = { ...nothing, text: sentence, usualPauseMs: 800 };
    expect(waitAfter(evidence, { ...policy, usesCaller: false })).toBe(minWaitMs);
  });
});
