import fc from 'fast-check';
import { speakable } from './speakable.js';

describe('speakable', () => {
  it.each([
    ['It is **very** good, _really_.', 'It is very good, really.'],
    ['# Rivers', 'Rivers'],
    ['- First, a river.', 'First, a river.'],
    ['* one * two', 'one, two'],
    ['Use `print` now.', 'Use print now.'],
    ['Read [this page](https://example.org/a_b) today.', 'Read this page today.'],
    ['See https://example.org/x?y=1.', 'See.'],
    ['Well done! 🎉👍', 'Well done!'],
    ['<b>Bold</b> words', 'Bold words'],
    ['He said: “Come here!”', 'He said: Come here!'],
    ['It’s the teacher’s book…', "It's the teacher's book."],
    ['Water — the sea — is blue', 'Water, the sea, is blue'],
    ['Really?! Yes!!', 'Really? Yes!'],
    ['🎉', ''],
    ['```\ncode()\n```', ''],
  ])('takes what is for the eye out of %p', (text, spoken) => {
    expect(speakable(text)).toBe(spoken);
  });

  it.each([
    ['3 + 4 = 7', 'three plus four equals seven'],
    ['3+4=7.', 'three plus four equals seven.'],
    ['9 - 5', 'nine minus five'],
    ['9−5', 'nine minus five'],
    ['6 x 7', 'six times seven'],
    ['6*7', 'six times seven'],
    ['6 × 7 ÷ 2', 'six times seven divided by two'],
    ['the x axis', 'the x axis'],
    ['-4 degrees', 'minus four degrees'],
    ['5²', 'five squared'],
    ['2^5', 'two to the power of five'],
    ['3 < 4', 'three is less than four'],
    ['50% of 200', 'fifty percent of two hundred'],
    ['12.5%', 'twelve point five percent'],
    ['1/2 of it', 'one half of it'],
    ['2 1/2 cups', 'two and one half cups'],
    ['3½', 'three and one half'],
    ['6 / 2', 'six divided by two'],
    ['RWF 1,500', 'one thousand five hundred Rwandan francs'],
    ['500 Frw each', 'five hundred Rwandan francs each'],
    ['200RWF.', 'two hundred Rwandan francs.'],
    ['the 3rd of 21st', 'the third of twenty-first'],
    ['at 10:30, 9:05 and 8:00', "at ten thirty, nine oh five and eight o'clock"],
    ['in 1994', 'in nineteen ninety-four'],
    ['on July 1, 1962', 'on July one, nineteen sixty-two'],
    ['1994 people', 'one thousand nine hundred and ninety-four people'],
    ['5 km and 1 kg', 'five kilometres and one kilogram'],
    ['5G', 'five grams'],
    ['007', 'zero zero seven'],
    ['1,000,000', 'one million'],
    ['3.14', 'three point one four'],
    ['Pages 5–10', 'Pages five to ten'],
    ['R&D', 'R and D'],
  ])('reads %p as "%s"', (text, spoken) => {
    expect(speakable(text)).toBe(spoken);
  });

  const messy = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(
          '**',
          '- ',
          ' 3/4 ',
          '50%',
          ' x ',
          '$',
          '10:30',
          'RWF 5',
          '```',
          ' =',
          '’s',
        ),
        fc.integer().map(String),
        fc.double({ noNaN: true }).map(String),
      ),
    )
    .map((parts) => parts.join(''));

  it('leaves only letters and the punctuation of sentences', () => {
    fc.assert(
      fc.property(messy, (text) => {
        expect(speakable(text)).toMatch(/^[\p{L}\p{M} .,;:?!'-]*$/u);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not change what is speakable already', () => {
    fc.assert(
      fc.property(messy, (text) => {
        const once = speakable(text);
        expect(speakable(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });
});
