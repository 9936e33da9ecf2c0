import fc from 'fast-check';
import { heardNumber } from '../answers/heard-number.js';
import { speakable } from './speakable.js';

/** What a model may write, in pieces that mean something to some rule. */
const pieces = fc.constantFrom(
  ...[
    '**',
    '- ',
    '| ',
    '\n',
    '# ',
    '```',
    '[a](',
    '](b)',
    '<b>',
    '<a href="',
    '&lt;',
    '_',
    '\\',
    '$',
  ],
  ...[
    '\\frac{1}{2}',
    '\\times',
    '^{2}',
    '{',
    '}',
    '(',
    ')',
    '√',
    '²',
    '^',
    '/',
    '-',
    '–',
    '−',
    '+',
  ],
  ...[
    '=',
    '<',
    '>',
    '%',
    '°C',
    ' x ',
    '½',
    '3/4',
    ' 10:30 ',
    'RWF ',
    ' Frw',
    '$5.50',
    '12,500',
    '0788',
  ],
  ...[
    ' km',
    'm/s²',
    ' in 1994',
    ' May 5',
    '2026-11-23',
    '7 a.m.',
    'Mr.',
    'Dr',
    'e.g.',
    'etc.',
    'St.',
  ],
  ...[
    'U.S.',
    'a.b.c',
    '.com',
    '@',
    'XIV',
    'World War ',
    'Louis ',
    "'s",
    '’',
    '🎉',
    '🇷🇼',
    'π',
    '٣',
    'е́',
  ],
  ...['.', ',', '?', '!', ':', ';', '…', '—', ' ', 'a', 'I', 'Kigali', '1', '20'],
);
const messy = fc
  .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 }), fc.double().map(String)))
  .map((parts) => parts.join(''));
const unicode = fc.string({ unit: 'binary', maxLength: 60 });
const anyText = fc.oneof({ weight: 3, arbitrary: messy }, { weight: 1, arbitrary: unicode });

describe('speakable', () => {
  it('leaves only letters with their marks, spaces and the punctuation of sentences', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(speakable(text)).toMatch(/^(?:\p{L}\p{M}*|[ .,;:?!'-])*$/u);
      }),
      { numRuns: 3000 },
    );
  });

  it('does not change what is speakable already', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = speakable(text);
        expect(speakable(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['**Well done, my friend.** Now try **the next one**, please.', ','],
    ['| Name | Age | |---|---| | Ann | 12 | and so on', ' | '],
    ['A [link to a page](https://example.org/a?b=c) and `code` here', ' '],
    ['Water (the blue planet, say some) is $x + 1$, or ```js let``` end', ', '],
  ])('leaves no markup of %j when it comes in parts', (text, cut) => {
    for (const part of text.split(cut)) {
      expect(speakable(part)).toMatch(/^(?:\p{L}|[ .,;:?!'-])*$/u);
      expect(speakable(part)).not.toMatch(/https|href|example/);
    }
  });
});

describe('what is spoken means the same number', () => {
  const whole = fc.integer({ min: -1e11, max: 1e11 });
  const below = fc.integer({ min: 1, max: 2000 });

  const heard = (written: string): number | null => heardNumber(speakable(written));

  it.each<[string, (value: number) => string]>([
    ['plain', String],
    ['with thousands separators', (value) => value.toLocaleString('en-GB')],
    ['with a true minus', (value) => String(value).replace('-', '−')],
    ['in a sentence', (value) => `The answer is **${value}**.`],
  ])('for whole numbers, %s', (_, written) => {
    fc.assert(
      fc.property(whole, (value) => {
        expect(heard(written(value))).toBe(value);
      }),
    );
  });

  it('for decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 1, max: 6 }),
        (digits, places) => {
          const written = (digits / 10 ** places).toFixed(places);
          expect(heard(written)).toBeCloseTo(Number(written), 9);
        },
      ),
    );
  });

  it('for fractions', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), below, (above, parts) => {
        expect(heard(`${above}/${parts}`)).toBeCloseTo(above / parts, 12);
      }),
    );
  });

  // "One hundred and three quarters" means two things, and not to parsers only.
  const notRound = fc.integer({ min: 1, max: 9999 }).filter((value) => value % 100 !== 0);

  it('for mixed numbers', () => {
    const parts = fc
      .integer({ min: 2, max: 1000 })
      .chain((all) => fc.tuple(fc.integer({ min: 1, max: all - 1 }), fc.constant(all)));
    fc.assert(
      fc.property(notRound, parts, (wholes, [above, all]) => {
        expect(heard(`${wholes} ${above}/${all}`)).toBeCloseTo(wholes + above / all, 12);
      }),
    );
  });

  it('for percentages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.constantFrom('%', ' %'),
        (hundredths, sign) => {
          expect(heard(`${hundredths / 100}${sign}`)).toBeCloseTo(hundredths / 100, 9);
        },
      ),
    );
  });
});

describe('speakable on 100 kB of', () => {
  const BYTES = 100_000;
  const BUDGET_MS = 8000;

  it.each([
    ...[
      'a',
      '1',
      ' ',
      '\n',
      '*',
      '_',
      '`',
      '#',
      '-',
      '|',
      '[',
      '(',
      '<',
      '/',
      '.',
      ',',
      '$',
      '\\',
      '^',
      '=',
    ],
    ...[
      '1,',
      '1.',
      '1/',
      '1:',
      '1-',
      '1 ',
      '123 ',
      '0788 ',
      '1,111',
      '$1',
      '[a](',
      '](',
      '<a ',
      '<a b=',
      '&a',
    ],
    ...[
      '((',
      '()',
      '(1+',
      '1)',
      '\\frac{',
      '{',
      'a.',
      'a.b',
      "a'",
      'I',
      'X ',
      'Mr.',
      'in 19',
      'May 1',
      '<!--',
    ],
    ...[
      '- ',
      '* a',
      '| -',
      '1 km/',
      'RWF ',
      '*1',
      '+1 ',
      'http://',
      'w/',
      '\u0301',
      '🎉',
      '٣',
      '½',
      '²',
      '\u200B',
    ],
  ])('%j is quick', (unit) => {
    const text = unit.repeat(Math.ceil(BYTES / unit.length));
    const start = performance.now();
    speakable(text);
    expect(performance.now() - start).toBeLessThan(BUDGET_MS);
  });
});
