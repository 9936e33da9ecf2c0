import { heardNumber, isOnlyNumbers } from '../answers/heard-number.js';
import { mathsLevels } from '../content/maths.js';
import type { MathsItem } from '../content/maths-items.js';
import { sentence } from '../speakable/sentence.js';
import type { Drill } from './drill.js';

/** Mental maths: the answer is a number, spoken or keyed. */
export const mathsDrill: Drill<MathsItem> = {
  levels: mathsLevels,
  welcome: 'Let us do maths.',
  question: ({ question }) => question,
  hint: ({ hint }) => sentence(hint),
  solution: ({ solution }) => sentence(solution),
  judge: ({ answer }, said) => {
    const number = heardNumber(said);
    if (number === null) return { kind: 'unclear' };
    return number === answer ? { kind: 'right' } : { kind: 'wrong', missed: [] };
  },
  // "Seven … eight … nine": some count up to the answer aloud.
  mayGoOn: (_, said) => (isOnlyNumbers(said) ? 'perhaps' : null),
  keyed: ({ answer }) => String(answer),
};
