import fc from 'fast-check';
import { isBeginningOf, missedWords } from './same-words.js';

describe('missedWords', () => {
  it.each<[string, string, string[]]>([
    ['I went to the market.', 'i went to the market', []],
    ['I went to the market.', 'I went to market', []],
    ['I went to the market.', 'Okay, I said: I went to the market!', []],
    ['I am happy today.', "I'm happy today", []],
    ["I can't come.", 'I cannot come.', []],
    ['She has two brothers.', 'She has 2 brothers.', []],
    ['We practised a lot.', 'We practiced a lot.', []],
    ['I went to the market.', 'I want to the market', ['went']],
    ['I went to the market.', 'I went to the', ['market']],
    ['My sister is a teacher.', 'my teacher is sister', ['sister', 'is']],
    ['The cat saw the dog.', 'The dog saw the cat.', ['cat', 'saw']],
    ['I went to the market.', '', ['i', 'went', 'to', 'market']],
    ['The bus is red.', 'The bag is red', ['bus']],
    ['The bus is red.', 'um, the bus is, uh, red', []],
  ])('of "%s" in "%s" are %p', (expected, said, missed) => {
    expect(missedWords(expected, said)).toEqual(missed);
  });

  const word = fc.constantFrom('sun', 'river', 'teacher', 'goes', 'home', 'two', 'happy');

  const noises = fc.stringMatching(/^[a-z ,.!?]*$/);

  it('are exactly those left out', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1 }), fc.nat(), (words, seed) => {
        const at = seed % words.length;
        expect(missedWords(words.join(' '), words.toSpliced(at, 1).join(' '))).toEqual([words[at]]);
      }),
    );
  });

  it('are none when other words are said between', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.array(noises), (words, noise) => {
        const said = words.flatMap((spoken, at) => [spoken, `. ${noise[at] ?? ''} . `]).join(' ');
        expect(missedWords(words.join(' '), said)).toEqual([]);
      }),
    );
  });
});

describe('isBeginningOf', () => {
  it.each([
    ['I went to', true],
    ['Um, I went, uh, to', true],
    ['um', false],
    ['I want to', false],
    ['I went to the market.', false],
  ])('takes "%s" for the first words of "I went to the market.": %p', (said, is) => {
    expect(isBeginningOf('I went to the market.', said)).toBe(is);
  });
});
