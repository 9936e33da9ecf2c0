import { heardNumber } from '../answers/heard-number.js';
import { missedWords } from '../answers/same-words.js';
import { mathsDrill } from '../drill/maths-drill.js';
import { repeatDrill } from '../drill/repeat-drill.js';
import { numberWords } from '../speakable/number-words.js';
import { speakable } from '../speakable/speakable.js';
import { englishLevels } from './english.js';
import { mathsLevels } from './maths.js';

const items = mathsLevels.flat();
const sentences = englishLevels.flat();

/** Works the answer out from the words of the question, where these say the operation. */
function solve(question: string): number | null {
  const match = /^What is (.+?) (plus|minus|times|divided by|percent of) (.+)\?$/.exec(question);
  if (!match) return solveShare(question);
  const a = heardNumber(match[1] ?? '') ?? NaN;
  const b = heardNumber(match[3] ?? '') ?? NaN;
  const results = { plus: a + b, minus: a - b, times: a * b, 'divided by': a / b };
  return match[2] === 'percent of' ? (a * b) / 100 : results[match[2] as keyof typeof results];
}

function solveShare(question: string): number | null {
  const match = /^What is (half|an? \w+) of (.+)\?$/.exec(question);
  if (!match) return null;
  return (heardNumber(match[1] ?? '') ?? NaN) * (heardNumber(match[2] ?? '') ?? NaN);
}

describe('the maths pack', () => {
  it('has enough items on enough levels, none of them twice', () => {
    expect(mathsLevels.length).toBeGreaterThanOrEqual(4);
    expect(items.length).toBeGreaterThanOrEqual(60);
    expect(new Set(items.map(({ question }) => question)).size).toBe(items.length);
    for (const level of mathsLevels) expect(level.length).toBeGreaterThanOrEqual(10);
  });

  it('begins with the questions that the recorded call answers', () => {
    const [first, second] = items;
    expect(first).toMatchObject({ question: 'What is three plus four?', answer: 7 });
    expect(second).toMatchObject({ question: 'What is five plus three?', answer: 8 });
  });

  it.each(items)('$question', (item) => {
    const { question, answer } = item;
    expect(solve(question) ?? answer).toBeCloseTo(answer, 9);
    expect(Number.isInteger(answer) && answer > 0).toBe(true);
    for (const said of [String(answer), numberWords(answer), `It is ${numberWords(answer)}.`]) {
      expect(mathsDrill.judge(item, said)).toEqual({ kind: 'right' });
    }
    expect(mathsDrill.judge(item, numberWords(answer + 1))).toMatchObject({ kind: 'wrong' });
    expect(heardNumber(mathsDrill.solution(item))).toBe(answer);
    for (const said of [question, mathsDrill.hint(item, []), mathsDrill.solution(item)]) {
      expect(speakable(said)).toBe(said);
      expect(said).toMatch(/^[A-Z].*[.?]$/);
    }
  });

  it('gives no answer away in a hint', () => {
    for (const item of items) {
      const hint = mathsDrill.hint(item, []).toLowerCase();
      const answers = new RegExp(`\\b(is|makes) ${numberWords(item.answer)}[.?]`).exec(hint);
      expect([item.question, answers]).toEqual([item.question, null]);
    }
  });
});

describe('the English pack', () => {
  it('has enough sentences on enough levels, longer from level to level', () => {
    expect(englishLevels.length).toBeGreaterThanOrEqual(4);
    expect(sentences.length).toBeGreaterThanOrEqual(40);
    expect(new Set(sentences).size).toBe(sentences.length);
    const lengths = englishLevels.map((level) => level.join(' ').split(' ').length / level.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });

  it('begins with the sentences that the recorded call repeats', () => {
    expect(sentences.slice(0, 2)).toEqual(['I went to the market.', 'My sister is a teacher.']);
  });

  it.each(sentences)('%s', (sentence) => {
    expect(repeatDrill.judge(sentence, sentence.toLowerCase())).toEqual({ kind: 'right' });
    expect(speakable(sentence)).toBe(sentence);
    expect(sentence).toMatch(/^[A-Z].*[.?]$/);
    const words = sentence.split(' ');
    const missing = words.toSpliced(Math.floor(words.length / 2), 1).join(' ');
    const [missed] = missedWords(sentence, missing);
    expect(missed ?? words[Math.floor(words.length / 2)]).toMatch(/\w+/);
  });
});
