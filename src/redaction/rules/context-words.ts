import type { PersonalKind } from '../personal-kind.js';
import type { Token } from './tokens.js';

type Cue = Exclude<PersonalKind, 'email'>;

const cues = new Map<string, Cue>();
for (const [kind, list] of [
  [
    'phone',
    'phone phones telephone téléphone telephon telefone telefoni mobile cell cellphone portable whatsapp momo ' +
      'call dial text reach appelle appelez appeler hamagara mpamagara tel tél',
  ],
  ['id', 'id identity identité identification indangamuntu irangamuntu'],
  ['card', 'card visa mastercard maestro amex carte ikarita'],
] as const)
  for (const word of list.split(' ')) cues.set(word, kind);

/** What "phone", "ID" or "card" says about the digits that follow it. */
export function cueWord(word: string): Cue | undefined {
  return cues.get(word);
}

/** What the end of a text announces: "my phone number is", "okay my phone". At most so many words back. */
export function lastCue(tokens: readonly Token[], reach: number): Cue | undefined {
  for (const { text } of tokens.slice(-reach - 1).reverse()) {
    const cue = cueWord(text);
    if (cue !== undefined) return cue;
    if (text === 'number' || text === 'numéro') return 'phone';
  }
  return undefined;
}

const reckoning = new Set(
  (
    'plus minus times multiplied divided equals equal x over percent squared cubed sum product remainder ' +
    'point thousand million billion trillion mille francs franc rwf frw dollars dollar euros euro shillings ' +
    'metres meters kilometres kilometers km kg grams litres liters people degrees egal égale égal fois moins'
  ).split(' '),
);

/** A word that makes the number beside it a quantity. */
export function isReckoning(word: string): boolean {
  return reckoning.has(word);
}

const resultWords = new Set(['is', 'makes', 'make', 'gives', 'give', 'are', 'est', 'font', 'ni']);
const resultNames = new Set(['answer', 'result', 'total', 'réponse', 'résultat', 'igisubizo']);

/** "is", between a sum and its result. */
export function isResultWord(word: string): boolean {
  return resultWords.has(word);
}

/** "answer", before "is" and a result. */
export function isResultName(word: string): boolean {
  return resultNames.has(word);
}

/** A sign that does what a reckoning word does. */
export const reckoningSigns = /[=×*÷%$€£<>^√±≈≤≥]/;
