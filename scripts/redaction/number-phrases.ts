import { numberWords } from '../../src/tutor/speakable/number-words.js';
import type { Chance } from './chance.js';

/** A number in words or in figures, grouped or not. */
export function amount(chance: Chance, most: number): string {
  const value = chance.int(1, most);
  return written(chance, value);
}

export function written(chance: Chance, value: number): string {
  switch (chance.int(0, 3)) {
    case 0:
      return numberWords(value);
    case 1:
      return value.toLocaleString('en');
    default:
      return String(value);
  }
}

/** "12 times 13 is 156", in words or in figures. */
export function sum(chance: Chance, most: number): string {
  const [a, b] = [chance.int(1, most), chance.int(1, most)];
  const inWords = chance.happens(0.5);
  const say = (value: number): string => (inWords ? numberWords(value) : String(value));
  const [word, sign, result] = chance.pick([
    ['plus', '+', a + b],
    ['times', '×', a * b],
    ['minus', '-', a - b],
    ['plus', '+', a + b],
  ] as const);
  const [first, second] = a >= b ? [a, b] : [b, a];
  const total = word === 'minus' ? first - second : result;
  const operator = inWords || chance.happens(0.4) ? word : sign;
  return `${say(first)} ${operator} ${say(second)} ${chance.pick(['is', 'equals', 'makes', '='])} ${say(total)}`;
}

/** "5, 10, 15, 20", rising or falling by equal steps. */
export function sequence(chance: Chance): string {
  const step = chance.pick([1, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 25, 50, 100]);
  const start = chance.pick([0, 1, step, chance.int(0, 80)]);
  const count = chance.int(4, 14);
  const values = Array.from({ length: count }, (_, index) => start + index * step);
  if (chance.happens(0.3)) values.reverse();
  const inWords = chance.happens(0.5);
  return values
    .map((value) => (inWords ? numberWords(value) : String(value)))
    .join(chance.pick([' ', ', ', ', ', ' and ']));
}

/** Marks of a class, ages, goals: small numbers that someone lists. */
export function data(chance: Chance): string {
  const most = chance.pick([9, 12, 20, 100]);
  const values = Array.from({ length: chance.int(4, 12) }, () => chance.int(1, most));
  const inWords = chance.happens(0.4);
  return values
    .map((value) => (inWords ? numberWords(value) : String(value)))
    .join(chance.pick([', ', ', ', ' and ', ' then ']));
}

export function decimal(chance: Chance): string {
  const text = `${chance.int(0, 99)}.${chance.digits(chance.int(1, 9))}`;
  return chance.happens(0.5) ? numberWords(text) : text;
}
