import { spokenCalendar } from './amounts/calendar.js';
import { spokenDigitStrings } from './amounts/digit-strings.js';
import { spokenMoney } from './amounts/money.js';
import { spokenFractions, spokenNumbers } from './amounts/numbers.js';
import { spokenUnits } from './amounts/units.js';
import { spokenBrackets } from './marks/brackets.js';
import { plainCharacters } from './marks/characters.js';
import { withoutLatex } from './marks/latex.js';
import { withoutMarkup } from './marks/markup.js';
import { tidyPunctuation } from './marks/punctuation.js';
import { spokenSigns } from './marks/signs.js';
import { spokenAbbreviations } from './words/abbreviations.js';
import { spokenRomanNumerals } from './words/roman-numerals.js';

/**
 * The steps, in their order. Each takes away what the next would misread: a phone number is no
 * quantity, the colon of a time no ratio, the slash of a unit no fraction. Up to the first tidying
 * every rule needs a digit or a sign, and there are none behind it; the rules after it work on letters
 * alone. That is why what has been made speakable once is not changed again.
 */
const steps: readonly ((text: string) => string)[] = [
  plainCharacters,
  withoutLatex,
  withoutMarkup,
  spokenDigitStrings,
  spokenCalendar,
  spokenMoney,
  spokenUnits,
  spokenFractions,
  spokenBrackets,
  spokenSigns,
  spokenNumbers,
  tidyPunctuation,
  spokenAbbreviations,
  spokenRomanNumerals,
  tidyPunctuation,
];

/**
 * The text as a voice should read it: letters, spaces and the punctuation of sentences, without
 * markup, symbols or digits. Empty when nothing in it can be spoken. May be given a text clause by
 * clause; what a clause leaves open or closes too much does no harm.
 */
export function speakable(text: string): string {
  return steps.reduce((spoken, step) => step(spoken), text);
}
