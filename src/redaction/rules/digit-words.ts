/** English words that speak one digit. */
const units: Readonly<Record<string, string>> = {
  zero: '0',
  oh: '0',
  o: '0',
  nought: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
};

const teens: Readonly<Record<string, string>> = {
  ten: '10',
  eleven: '11',
  twelve: '12',
  thirteen: '13',
  fourteen: '14',
  fifteen: '15',
  sixteen: '16',
  seventeen: '17',
  eighteen: '18',
  nineteen: '19',
};

const tens: Readonly<Record<string, string>> = {
  twenty: '2',
  thirty: '3',
  forty: '4',
  fifty: '5',
  sixty: '6',
  seventy: '7',
  eighty: '8',
  ninety: '9',
};

const repeats: Readonly<Record<string, number>> = { double: 2, triple: 3, treble: 3 };

const fillers = new Set(['dash', 'hyphen', 'space', 'um', 'uh', 'er', 'erm', 'then']);

/** Digits that words speak, and how many of the words it took. */
export interface SpokenDigits {
  readonly digits: string;
  readonly words: 1 | 2;
}

/** Reads "seven", "twelve", "thirty four" or "double eight" at the head of `word`, `next`. */
export function readDigitWords(word: string, next: string | undefined): SpokenDigits | undefined {
  const one = own(units, word) ?? own(teens, word);
  if (one !== undefined) return { digits: one, words: 1 };
  const unit = next === undefined ? undefined : own(units, next);
  const ten = own(tens, word);
  if (ten !== undefined) {
    const joined = unit !== undefined && unit !== '0';
    return joined ? { digits: ten + unit, words: 2 } : { digits: `${ten}0`, words: 1 };
  }
  const times = own(repeats, word);
  if (times === undefined || unit === undefined) return undefined;
  return { digits: unit.repeat(times), words: 2 };
}

/** A word inside a dictated number that adds nothing to it. */
export function isFiller(word: string): boolean {
  return fillers.has(word);
}

function own<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
