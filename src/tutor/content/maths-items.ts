import { integerWords } from '../speakable/number-words.js';

/** One question whose answer is a whole number above zero, so that it can be keyed as well as said. */
export interface MathsItem {
  readonly question: string;
  readonly answer: number;
  readonly hint: string;
  /** Said when the learner did not find it: the answer within a sentence. */
  readonly solution: string;
}

export function add(a: number, b: number): MathsItem {
  const large = words(Math.max(a, b));
  const small = words(Math.min(a, b));
  return {
    question: `What is ${words(a)} plus ${words(b)}?`,
    answer: a + b,
    hint:
      Math.min(a, b) <= 10
        ? `Start at ${large} and count ${small} more.`
        : 'Add the tens first, and then the ones.',
    solution: `${words(a)} plus ${words(b)} is ${words(a + b)}.`,
  };
}

export function subtract(a: number, b: number): MathsItem {
  return {
    question: `What is ${words(a)} minus ${words(b)}?`,
    answer: a - b,
    hint:
      b <= 10
        ? `Start at ${words(a)} and count back ${words(b)}.`
        : `Think: ${words(b)} and how many more make ${words(a)}?`,
    solution: `${words(a)} minus ${words(b)} is ${words(a - b)}.`,
  };
}

export function multiply(a: number, b: number): MathsItem {
  return {
    question: `What is ${words(a)} times ${words(b)}?`,
    answer: a * b,
    hint: `${words(a)} times ${words(b - 1)} is ${words(a * (b - 1))}. Now add ${words(a)} more.`,
    solution: `${words(a)} times ${words(b)} is ${words(a * b)}.`,
  };
}

/** `a` is a multiple of `b`. */
export function divide(a: number, b: number): MathsItem {
  return {
    question: `What is ${words(a)} divided by ${words(b)}?`,
    answer: a / b,
    hint: `Think: ${words(b)} times what makes ${words(a)}?`,
    solution: `${words(a)} divided by ${words(b)} is ${words(a / b)}.`,
  };
}

const shares = { 2: 'half', 3: 'a third', 4: 'a quarter', 5: 'a fifth', 10: 'a tenth' } as const;

/** One part of `whole`, when it is shared into `parts`. */
export function share(parts: keyof typeof shares, whole: number): MathsItem {
  return {
    question: `What is ${shares[parts]} of ${words(whole)}?`,
    answer: whole / parts,
    hint: `Share ${words(whole)} into ${words(parts)} equal parts.`,
    solution: `${shares[parts]} of ${words(whole)} is ${words(whole / parts)}.`,
  };
}

export function percent(rate: number, whole: number): MathsItem {
  return {
    question: `What is ${words(rate)} percent of ${words(whole)}?`,
    answer: (whole * rate) / 100,
    hint:
      rate === 10
        ? `Ten percent is one tenth. Share ${words(whole)} into ten equal parts.`
        : `Ten percent of ${words(whole)} is ${words(whole / 10)}. Go on from there.`,
    solution: `${words(rate)} percent of ${words(whole)} is ${words((whole * rate) / 100)}.`,
  };
}

/** A question in words, from daily life. */
export function story(question: string, answer: number, hint: string): MathsItem {
  return { question, answer, hint, solution: `The answer is ${words(answer)}.` };
}

function words(value: number): string {
  return integerWords(value);
}
