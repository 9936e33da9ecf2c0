import { countWords, isBeginningOf, missedWords } from '../answers/same-words.js';
import { englishLevels } from '../content/english.js';
import type { Drill } from './drill.js';

/** Repeat after me: the answer is the sentence, word by word. */
export const repeatDrill: Drill<string> = {
  levels: englishLevels,
  welcome: 'Let us practise English.',
  question: (sentence) => `Repeat after me: ${sentence}`,
  hint: (_, missed) =>
    missed.length === 1 ? `Say this word well: ${missed.join()}.` : 'Say it slowly, word by word.',
  solution: () => 'Let us go on.',
  judge: (sentence, said) => {
    if (countWords(said) === 0) return { kind: 'unclear' };
    const missed = missedWords(sentence, said);
    return missed.length === 0 ? { kind: 'right' } : { kind: 'wrong', missed };
  },
  mayGoOn: (sentence, said) => (isBeginningOf(sentence, said) ? 'beginning' : null),
  keyed: () => null,
};
