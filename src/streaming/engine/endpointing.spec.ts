import { isBackchannel } from './backchannel.js';
import { soundsFinished } from './endpointing.js';

describe('the end of a thought', () => {
  it.each(['Seven.', 'seven', 'I went to the market.', 'Is it twelve?', 'Yes', 'Goodbye.'])(
    'hears that "%s" is complete',
    (text) => {
      expect(soundsFinished(text)).toBe(true);
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
    expect(soundsFinished(text)).toBe(false);
  });
});

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
});
