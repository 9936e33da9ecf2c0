import { tokenLines, tokenMetadata } from './whisper-tokens.mjs';

const SPECIAL = {
  '<|endoftext|>': 50257,
  '<|startoftranscript|>': 50258,
  '<|en|>': 50259,
  '<|rw|>': 50260,
  '<|translate|>': 50358,
  '<|transcribe|>': 50359,
  '<|startoflm|>': 50360,
  '<|startofprev|>': 50361,
  '<|nocaptions|>': 50362,
  '<|notimestamps|>': 50363,
};
const TEXT = {
  '!': 0,
  a: 64,
  Ġ: 220,
  '-': 12,
  'Ġ-': 532,
  '[': 58,
  'Ġ[': 685,
  'Ã©': 2634,
  "Ġ'": 705,
};
const tokenizer = {
  model: { vocab: { ...TEXT, ...SPECIAL } },
  added_tokens: Object.entries(SPECIAL).map(([content, id]) => ({ content, id })),
};

it('writes the bytes each token stands for, in the order of their numbers', () => {
  const lines = tokenLines(tokenizer).trimEnd().split('\n');
  const decoded = lines.map((line) => {
    const [base64, id] = line.split(' ');
    return [Buffer.from(base64, 'base64').toString('utf8'), Number(id)];
  });
  expect(decoded).toEqual([
    ['!', 0],
    ['-', 12],
    ['[', 58],
    ['a', 64],
    [' ', 220],
    [' -', 532],
    [' [', 685],
    [" '", 705],
    ['é', 2634],
  ]);
});

it('names the commands of the vocabulary and its languages', () => {
  expect(tokenMetadata(tokenizer)).toMatchObject({
    sot_sequence: '50258,50259,50359',
    all_language_codes: 'en,rw',
    all_language_tokens: '50259,50260',
    eot: 50257,
    blank_id: 220,
    no_timestamps: 50363,
  });
});

it('bars brackets everywhere, and a dash or apostrophe only before a word', () => {
  expect(tokenMetadata(tokenizer).non_speech_tokens).toBe('58,532,685,705');
});

it('says what a vocabulary lacks', () => {
  const { added_tokens: added, model } = tokenizer;
  const poor = { added_tokens: added.filter(({ id }) => id !== 50363), model: { vocab: TEXT } };
  expect(model.vocab).toBeDefined();
  expect(() => tokenMetadata(poor)).toThrow('no <|notimestamps|>');
});
