import { anyOf, applied, type Rule } from '../rule.js';

/** Signs with one meaning wherever they stand. */
const words: Readonly<Record<string, string>> = {
  '×': 'times',
  '÷': 'divided by',
  '+': 'plus',
  '±': 'plus or minus',
  '=': 'equals',
  '≠': 'is not equal to',
  '≈': 'is about',
  '≃': 'is about',
  '≅': 'is congruent to',
  '≡': 'is equivalent to',
  '≤': 'is less than or equal to',
  '≥': 'is greater than or equal to',
  '<': 'is less than',
  '>': 'is greater than',
  '√': 'the square root of',
  '∛': 'the cube root of',
  '∞': 'infinity',
  '∝': 'is proportional to',
  '∴': 'therefore',
  '∵': 'because',
  '∑': 'the sum of',
  '∫': 'the integral of',
  '∠': 'angle',
  '△': 'triangle',
  '⊥': 'is perpendicular to',
  '∥': 'is parallel to',
  '∈': 'is in',
  '∪': 'union',
  '∩': 'intersection',
  '∅': 'the empty set',
  '→': 'to',
  '⇒': 'so',
  '⟹': 'so',
  '°': 'degrees',
  '%': 'percent',
  '‰': 'per thousand',
  '&': 'and',
  '@': 'at',
  '§': 'section',
};

/** Greek letters as the names of quantities; Greek words stay as they are. */
const letters: Readonly<Record<string, string>> = {
  ...{ α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', Δ: 'delta', ε: 'epsilon', θ: 'theta' },
  ...{ λ: 'lambda', μ: 'mu', µ: 'mu', π: 'pi', ρ: 'rho', σ: 'sigma', Σ: 'sigma', τ: 'tau' },
  ...{ φ: 'phi', ω: 'omega', Ω: 'omega' },
};

/** A letter that stands alone, as unknowns do. */
const LETTER_BEFORE = String.raw`(?<![\p{L}'])\p{L}`;
const GREEK = String.raw`(?=\p{L})\p{Script=Greek}`;
const LETTER_BEHIND = String.raw`\p{L}(?![\p{L}'])`;

/** Signs whose meaning depends on what stands beside them; a cross or a dash is one between numbers. */
const rules: readonly Rule[] = [
  [/<->|<=>|↔|⇔/g, ' is equivalent to '],
  [/[-=]>/g, ' → '],
  [/<-{1,2}(?!\d)|←/g, ' from '],
  [/!=|<>|≯|≮/g, ' ≠ '],
  [/<=/g, '≤'],
  [/>=/g, '≥'],
  [/={2,}/g, '='],
  [/(?<==) ?\?/g, ' what?'],
  [/(?<=[\d)]|bracket ) ?[xX*·] ?(?=[\d(√]| open bracket)/g, ' × '],
  [/(?<=metres|feet|inches|yards) [xX×] (?=\d)/gu, ' by '],
  [/·/g, ' × '],
  [/(?<=\d|bracket ) ?\/ ?(?=\d)(?<= \/ )/g, ' ÷ '],
  [
    rule(`(?<=\\d|bracket |${LETTER_BEFORE}) ?\\/ ?(?=\\d| open bracket|${LETTER_BEHIND})`),
    ' over ',
  ],
  [/\band\/or\b/gi, 'and or'],
  [/(?<=\p{L}) ?\/ ?(?=\p{L})/gu, ' or '],
  [/(?<!\p{L})w\/o(?!\p{L})/gu, 'without'],
  [/(?<=\d|bracket ) ?[-−] ?(?=[\d√∛]| open bracket)|(?<=\d)-(?=[a-z](?![\p{L}']))/gu, ' minus '],
  [/(?<![\p{L}\d.])-(?=\d| ?open bracket|[√∛])/gu, ' minus '],
  [rule(`(?<=(?<![\\p{L}\\d'-])[b-hj-z])-(?=\\d)`), ' minus '],
  [/(?<![\p{L}\p{M}\d'-])-(?=[b-hj-z](?![\p{L}\p{M}'-]))/gu, ' minus '],
  [/\^ ?2(?![\d.])/g, ' squared '],
  [/\^ ?3(?![\d.])/g, ' cubed '],
  [
    /\^ ?-?(?=[\p{L}\d(]| open)/gu,
    (power) => ` to the power of ${power.includes('-') ? 'minus ' : ''}`,
  ],
  [/−/g, ' minus '],
  [
    rule(`(?<!${GREEK})${anyOf(Object.keys(letters))}(?!${GREEK}|\\p{M})`),
    (letter) => ` ${letters[letter] ?? letter} `,
  ],
  [new RegExp(`[${Object.keys(words).join('')}]`, 'g'), (sign) => ` ${words[sign] ?? ''} `],
];

/** Operators, relations and other signs in words. */
export function spokenSigns(text: string): string {
  return applied(rules, text);
}

function rule(source: string): RegExp {
  return new RegExp(source, 'gu');
}
