import fc from 'fast-check';
import { heardNumber } from '../answers/heard-number.js';
import {
  fractionWords,
  integerWords,
  mixedWords,
  numberWords,
  ordinalWords,
  yearWords,
} from './number-words.js';

describe('numberWords', () => {
  it.each<[number | string, string]>([
    [0, 'zero'],
    [7, 'seven'],
    [13, 'thirteen'],
    [21, 'twenty-one'],
    [100, 'one hundred'],
    [105, 'one hundred and five'],
    [999, 'nine hundred and ninety-nine'],
    [1000, 'one thousand'],
    [1005, 'one thousand and five'],
    [1200, 'one thousand two hundred'],
    [25_000, 'twenty-five thousand'],
    [1_000_000, 'one million'],
    [2_300_045, 'two million three hundred thousand and forty-five'],
    [1_000_000_000_000, 'one trillion'],
    [-4, 'minus four'],
    [3.5, 'three point five'],
    [0.05, 'zero point zero five'],
    ['3.50', 'three point five zero'],
    [-0.25, 'minus zero point two five'],
  ])('reads %p as "%s"', (value, words) => {
    expect(numberWords(value)).toBe(words);
  });

  it('reads digits one by one where there is no word for the number', () => {
    expect(integerWords(1e18)).toBe(`one${' zero'.repeat(18)}`);
  });

  it('is understood by the parser of answers, for every whole number to a trillion', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (value) => {
        expect(heardNumber(numberWords(value))).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 1000 },
    );
  });

  it('is understood by the parser of answers, for decimals', () => {
    const decimals = fc.tuple(
      fc.integer({ min: -99999, max: 99999 }),
      fc.integer({ min: 1, max: 4 }),
    );
    fc.assert(
      fc.property(decimals, ([digits, places]) => {
        const value = digits / 10 ** places;
        expect(heardNumber(`I think it's ${numberWords(value)}.`)).toBeCloseTo(value, 10);
      }),
    );
  });
});

describe('other readings of numbers', () => {
  it.each([
    [1, 'first'],
    [2, 'second'],
    [12, 'twelfth'],
    [20, 'twentieth'],
    [21, 'twenty-first'],
    [100, 'one hundredth'],
    [105, 'one hundred and fifth'],
  ])('ordinal %i is "%s"', (value, words) => {
    expect(ordinalWords(value)).toBe(words);
  });

  it.each([
    [1, 2, 'one half'],
    [3, 2, 'three halves'],
    [3, 4, 'three quarters'],
    [2, 5, 'two fifths'],
    [1, 100, 'one hundredth'],
    [5, 250, 'five over two hundred and fifty'],
    [3, 16, 'three sixteenths'],
    [5, 21, 'five over twenty-one'],
    [84, 7, 'eighty-four over seven'],
    [5, 0, 'five over zero'],
  ])('fraction %i/%i is "%s"', (above, below, words) => {
    expect(fractionWords(above, below)).toBe(words);
  });

  it.each([
    [1994, 'nineteen ninety-four'],
    [1900, 'nineteen hundred'],
    [1905, 'nineteen oh five'],
    [2000, 'two thousand'],
    [2005, 'two thousand and five'],
    [2026, 'twenty twenty-six'],
  ])('year %i is "%s"', (year, words) => {
    expect(yearWords(year)).toBe(words);
  });

  it.each([
    [2, 1, 2, 'two and a half'],
    [3, 3, 4, 'three and three quarters'],
    [1, 1, 8, 'one and an eighth'],
    [1, 1, 21, 'one and one over twenty-one'],
  ])('mixed %i %i/%i is "%s"', (whole, above, below, words) => {
    expect(mixedWords(whole, above, below)).toBe(words);
  });
});
