const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety';

/** Words below twenty, by value; British and American names of nothing among them. */
export const unitWords: ReadonlyMap<string, number> = new Map([
  ...units.split(' ').map((word, value): [string, number] => [word, value]),
  ['nought', 0],
  ['naught', 0],
  ['nil', 0],
]);

export const tenWords: ReadonlyMap<string, number> = new Map([
  ...tens.split(' ').map((word, index): [string, number] => [word, (index + 2) * 10]),
  ['fourty', 40],
]);

export const scaleWords: ReadonlyMap<string, number> = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
]);

const parts =
  'third quarter fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';
const tenParts = 'thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth';

/** Denominators, singular and plural. */
export const partWords: ReadonlyMap<string, number> = new Map(
  [
    ['half', 2] as const,
    ['halves', 2] as const,
    ['fourth', 4] as const,
    ['thousandth', 1000] as const,
    ...parts.split(' ').map((word, index) => [word, index + 3] as const),
    ...tenParts.split(' ').map((word, index) => [word, (index + 3) * 10] as const),
  ].flatMap(([word, value]): [string, number][] => [
    [word, value],
    [`${word}s`, value],
  ]),
);

/** What a recogniser writes when a number was all that was said. */
export const soundAlikes: ReadonlyMap<string, number> = new Map([
  ['won', 1],
  ['to', 2],
  ['too', 2],
  ['tree', 3],
  ['free', 3],
  ['for', 4],
  ['fore', 4],
  ['sex', 6],
  ['ate', 8],
  ['oh', 0],
  ['o', 0],
]);
