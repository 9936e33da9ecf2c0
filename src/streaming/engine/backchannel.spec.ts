import { isBackchannel } from './backchannel.js';

describe('a backchannel', () => {
  it.each(['mm', 'Mm-hmm.', 'Okay.', 'yego', 'Yes, yes.', 'uh-huh'])('is "%s"', (text) => {
    expect(isBackchannel(text)).toBe(true);
  });

  it.each(['', 'stop', 'yes I know that', 'okay okay okay okay', 'seven', 'wait'])(
    'is not "%s"',
    (text) => {
      expect(isBackchannel(text)).toBe(false);
    },
  );

  it.each(['Do you want another one?', 'Great. Shall we go on?', 'Is it the same, or not?'])(
    'is not "yes" to the question "%s"',
    (asked) => {
      for (const answer of ['Yes.', 'Yego', 'Okay, yes.'])
        expect(isBackchannel(answer, asked)).toBe(false);
      expect(isBackchannel('Mm-hmm.', asked)).toBe(true);
    },
  );

  it.each(['What is three plus four?', 'Repeat after me: I went to the market.', 'It is blue.'])(
    'is "yes" while the tutor says "%s"',
    (clause) => {
      expect(isBackchannel('Yes.', clause)).toBe(true);
    },
  );
});
