/** What a word is to a number that is read out. */
export type NumberWord =
  /** One digit. `isPlural`: "sevens", after a count. */
  | { readonly type: 'unit'; readonly value: number; readonly isPlural?: true }
  /** Two digits that take nothing more: ten to sixteen or nineteen. */
  | { readonly type: 'teen'; readonly value: number }
  /** Takes a unit from `least` to nine behind it, and a teen as well when `takesTeens`. */
  | {
      readonly type: 'ten';
      readonly value: number;
      readonly least: number;
      readonly takesTeens?: true;
    }
  | { readonly type: 'hundred' }
  | { readonly type: 'repeat'; readonly times: number }
  /** A digit to the ear and another word to the eye: "for", "ate". */
  | { readonly type: 'homophone'; readonly value: number }
  /** Adds nothing to the number around it. `joins`: "vingt et un", or the items of a list. */
  | { readonly type: 'filler'; readonly joins?: true };

const words = new Map<string, NumberWord>();

function units(list: string, isPlural?: true): void {
  for (const [value, alike] of list.split(' ').entries())
    for (const word of alike.split('/'))
      words.set(word, isPlural ? { type: 'unit', value, isPlural } : { type: 'unit', value });
}

function teens(list: string, first: number): void {
  for (const [index, word] of list.split(' ').entries())
    words.set(word, { type: 'teen', value: first + index });
}

function tens(list: string, first: number, least = 1): void {
  for (const [index, word] of list.split(' ').entries())
    words.set(word, { type: 'ten', value: first + index * 10, least });
}

// English
units('zero/oh/o/nought/naught/nil one two three four five six seven eight nine');
units('zeros/zeroes/ohs ones twos threes fours fives sixes sevens eights nines', true);
teens('ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen', 10);
tens('twenty thirty forty fifty sixty seventy eighty ninety', 20);
words.set('fourty', { type: 'ten', value: 40, least: 1 });

// French
units('zéro un/une deux trois quatre cinq six sept huit neuf');
teens('onze douze treize quatorze quinze seize', 11);
tens('vingt trente quarante cinquante', 20);
tens('septante huitante nonante', 70);
words.set('octante', { type: 'ten', value: 80, least: 1 });
words.set('dix', { type: 'ten', value: 10, least: 7 });
words.set('soixante', { type: 'ten', value: 60, least: 1, takesTeens: true });

// Kinyarwanda, as digits are counted
units(
  'zeru rimwe/limwe kabiri/kabili gatatu kane gatanu gatandatu karindwi/kalindwi umunani icyenda/icenda',
);
tens('icumi makumyabiri', 10);

for (const word of ['hundred', 'cent', 'cents']) words.set(word, { type: 'hundred' });
for (const [word, times] of [
  ['double', 2],
  ['triple', 3],
  ['treble', 3],
  ['quadruple', 4],
] as const)
  words.set(word, { type: 'repeat', times });
for (const [word, value] of [
  ['won', 1],
  ['to', 2],
  ['too', 2],
  ['tree', 3],
  ['free', 3],
  ['for', 4],
  ['fore', 4],
  ['ate', 8],
] as const)
  words.set(word, { type: 'homophone', value });
for (const word of [
  ...['dash', 'hyphen', 'space', 'comma', 'tiret', 'virgule', 'um', 'uh', 'uhm', 'er', 'erm'],
  ...['hmm', 'mm', 'ah', 'eh', 'euh'],
])
  words.set(word, { type: 'filler' });
for (const word of 'and et na then puis ensuite hanyuma noneho'.split(' '))
  words.set(word, { type: 'filler', joins: true });

/** "quatre vingt(s)" and "mirongo itatu" are tens in two words. */
const twoWordTens: ReadonlyMap<string, NumberWord> = new Map([
  ['quatre vingt', { type: 'ten', value: 80, least: 1, takesTeens: true }],
  ['quatre vingts', { type: 'ten', value: 80, least: 1, takesTeens: true }],
  ...['itatu', 'ine', 'itanu', 'itandatu', 'irindwi', 'inani', 'cyenda'].map(
    (word, index): [string, NumberWord] => [
      `mirongo ${word}`,
      { type: 'ten', value: 30 + index * 10, least: 1 },
    ],
  ),
]);

export function numberWord(word: string): NumberWord | undefined {
  return words.get(word);
}

export function twoWordTen(first: string, second: string): NumberWord | undefined {
  if (first !== 'quatre' && first !== 'mirongo') return undefined;
  return twoWordTens.get(`${first} ${second}`);
}
