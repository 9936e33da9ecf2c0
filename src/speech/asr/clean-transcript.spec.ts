import { cleanTranscript } from './clean-transcript.js';

describe('cleanTranscript', () => {
  it.each([
    ['[Music]', ''],
    ['(silence)', ''],
    ['*coughs*', ''],
    ['♪ ♪', ''],
    ['[BLANK_AUDIO] Seven. (coughs)', 'Seven.'],
    ['  It is   seven.\n', 'It is seven.'],
    ['...', ''],
    ['.', ''],
    ['Thank you for watching!', ''],
    ['Thanks for watching.', ''],
    ["I'll see you in the next video.", ''],
    ['Please subscribe.', ''],
    ['Thank you for watching my goats.', 'Thank you for watching my goats.'],
    ['7', '7'],
    ['½', '½'],
  ])('makes %j into %j', (heard, said) => {
    expect(cleanTranscript(heard, 1000)).toBe(said);
  });

  it.each(['Thank you.', 'you', 'Bye-bye!'])(
    'keeps %j only when there was voice enough to say it',
    (heard) => {
      expect(cleanTranscript(heard, 300)).toBe(heard);
      expect(cleanTranscript(heard, 60)).toBe('');
    },
  );

  it.each(['Yes.', 'Two.', 'No'])('keeps %j however short the voice was', (heard) => {
    expect(cleanTranscript(heard, 0)).toBe(heard);
  });
});
