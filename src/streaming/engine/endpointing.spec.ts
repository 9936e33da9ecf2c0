import type { Fit } from '../../tutor/index.js';
import { policy } from '../testing/scripted-rooms.js';
import { endingOf, waitAfter, type Evidence } from './endpointing.js';

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
  const untold: Fit = { answer: null, patience: 1 };
  const nothing = { fit: untold, completion: null, usualPauseMs: null };
  const sentence = 'My sister is a teacher.';
  const { minWaitMs, maxWaitMs } = policy;
  const wait = (evidence: Partial<Evidence>, rules = policy): number =>
    waitAfter({ ...nothing, text: sentence, ...evidence }, rules);

  it('is short after a complete sentence and long after one that trails off', () => {
    expect(wait({})).toBe(minWaitMs);
    expect(wait({ text: 'My sister is a' })).toBe(maxWaitMs);
  });

  it('is longer while somebody counts, or sounds as if they go on', () => {
    for (const evidence of [{ text: 'One, two, three' }, { completion: 0.2 }]) {
      expect(wait(evidence)).toBeGreaterThan(minWaitMs);
      expect(wait(evidence)).toBeLessThan(maxWaitMs);
    }
  });

  it('grows the more the voice sounds as if it goes on, and not when it sounds finished', () => {
    const waits = [0.9, 0.5, 0.4, 0.2, 0].map((completion) => wait({ completion }));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.slice(0, 2)).toEqual([minWaitMs, minWaitMs]);
    expect(waits.at(-1)).toBe((minWaitMs + maxWaitMs) / 2);
  });

  it('leaves a caller who pauses their time, within the maximum', () => {
    expect(wait({ usualPauseMs: 800 })).toBe(1000);
    expect(wait({ usualPauseMs: 5000 })).toBe(maxWaitMs);
  });

  it('is short after a short answer, whatever the voice and the caller’s habits', () => {
    expect(wait({ text: 'Seven.', completion: 0.1, usualPauseMs: 900 })).toBe(minWaitMs);
  });

  it('is short after what was asked for, and long after its beginning', () => {
    const whole = { ...untold, answer: 'whole' } as const;
    expect(wait({ fit: whole, text: 'Eight, nine, ten', completion: 0.1 })).toBe(minWaitMs);
    expect(wait({ fit: { ...untold, answer: 'beginning' } })).toBe(maxWaitMs);
  });

  it('leaves time after a number that may be the first of several', () => {
    const perhaps = { ...untold, answer: 'perhaps' } as const;
    expect(wait({ fit: perhaps, text: 'Seven.' })).toBe((minWaitMs + maxWaitMs) / 2);
  });

  it('is longer for a beginner, within the maximum', () => {
    const beginner = { answer: null, patience: 1.25 } as const;
    expect(wait({ fit: beginner })).toBe(minWaitMs * 1.25);
    expect(wait({ fit: beginner, text: 'My sister is a' })).toBe(maxWaitMs);
  });

  it('does without what is switched off', () => {
    const unfinished: Fit = { answer: 'beginning', patience: 1.25 };
    expect(wait({ text: 'My sister is a' }, { ...policy, usesWords: false })).toBe(minWaitMs);
    const rules = { ...policy, usesWords: false, usesCaller: false };
    expect(wait({ fit: unfinished, usualPauseMs: 800 }, rules)).toBe(minWaitMs);
  });
});
