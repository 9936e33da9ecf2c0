import { countWords, missedWords } from '../answers/same-words.js';
import { englishLevels } from '../content/english.js';
import type { Drill } from './drill.js';

/** Repeat after me: the answer is the sentence, word by word. */
export const repeatDrill: Drill<string> = {
  levels: englishLevels,
  welcome: 'Let us practise English.',
  question: (sentence) => `Repeat after me: ${sentence}`,
  hint: () => 'Say it slowly, word by word.',
  solution: () => 'Good try. Let us go on.',
  judge: (sentence, said) => {
    if (countWords(said) === 0) return { kind: 'unclear' };
    const missed = missedWords(sentence, said);
    if (missed.length === 0) return { kind: 'right' };
    return { kind: 'wrong', isAttempt: missed.length <= countWords(sentence) / 2, missed };
  },
  keyed: () => null,
};
