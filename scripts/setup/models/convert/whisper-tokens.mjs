// @ts-check

/** The first token that is a command, not text, in the multilingual vocabulary. */
const FIRST_SPECIAL = 50257;

/** What a transcript never holds: notes, brackets, markup. Whisper's own list of non-speech tokens. */
const NON_SPEECH = new Set([
  ...'"#()*+/:;<=>@[\\]^_`{|}~「」『』♪♩♫♬♭♮♯',
  ...['<<', '>>', '<<<', '>>>', '--', '---', '-(', '-[', "('", '("', '((', '))', '(((', ')))'],
  ...['[[', ']]', '{{', '}}', '♪♪', '♪♪♪'],
]);
/** These two are barred only at the start of a word, so that "don't" and "twenty-one" are not. */
const NON_SPEECH_AT_WORD_START = new Set(['-', "'"]);

/** Byte-level BPE spells a space so. */
const SPACE = 'Ġ';

/**
 * A tokenizer.json of Hugging Face's tokenizers, as far as it matters here.
 * @typedef {object} Tokenizer
 * @property {{ vocab: Record<string, number> }} model
 * @property {{ id: number, content: string }[]} added_tokens
 */

/**
 * @param {Tokenizer} tokenizer
 * @returns {string} sherpa-onnx's tokens.txt: each token's bytes in base64, and its number
 */
export function tokenLines({ model }) {
  const byteOf = byteAlphabet();
  const lines = [];
  for (const [token, id] of Object.entries(model.vocab)) {
    const bytes = [...token].map((letter) => byteOf.get(letter));
    if (id >= FIRST_SPECIAL || bytes.includes(undefined)) continue;
    lines[id] = `${Buffer.from(/** @type {number[]} */ (bytes)).toString('base64')} ${id}\n`;
  }
  return lines.join('');
}

/**
 * @param {Tokenizer} tokenizer
 * @returns {Record<string, string | number>} what sherpa-onnx must know of the vocabulary
 */
export function tokenMetadata({ model, added_tokens: added }) {
  const id = (/** @type {string} */ content) => {
    const found = added.find((token) => token.content === content)?.id ?? model.vocab[content];
    if (found === undefined) throw new Error(`the tokenizer has no ${content}`);
    return found;
  };
  const languages = added.filter(({ content }) => /^<\|[a-z]{2,3}\|>$/.test(content));
  const start = id('<|startoftranscript|>');
  return {
    sot_sequence: [start, id('<|en|>'), id('<|transcribe|>')].join(),
    all_language_tokens: languages.map((token) => token.id).join(),
    all_language_codes: languages.map(({ content }) => content.slice(2, -2)).join(),
    sot: start,
    sot_index: 0,
    eot: id('<|endoftext|>'),
    blank_id: id(SPACE),
    is_multilingual: 1,
    no_speech: id('<|nocaptions|>'),
    non_speech_tokens: nonSpeech(model.vocab).join(),
    transcribe: id('<|transcribe|>'),
    translate: id('<|translate|>'),
    sot_prev: id('<|startofprev|>'),
    sot_lm: id('<|startoflm|>'),
    no_timestamps: id('<|notimestamps|>'),
  };
}

/** @param {Record<string, number>} vocabulary */
function nonSpeech(vocabulary) {
  return Object.entries(vocabulary)
    .filter(([token]) => {
      const startsWord = token.startsWith(SPACE);
      const text = startsWord ? token.slice(SPACE.length) : token;
      return NON_SPEECH.has(text) || (startsWord && NON_SPEECH_AT_WORD_START.has(text));
    })
    .map(([, id]) => id)
    .sort((a, b) => a - b);
}

/**
 * Byte-level BPE writes each byte as a visible letter: itself where it is one, else a letter from 256 on.
 * @returns {Map<string, number>}
 */
function byteAlphabet() {
  const alphabet = new Map();
  let substitute = 256;
  for (let byte = 0; byte < 256; byte++) {
    const isVisible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    alphabet.set(String.fromCodePoint(isVisible ? byte : substitute++), byte);
  }
  return alphabet;
}
