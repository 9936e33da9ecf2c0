/** Sounds and words by which a listener says "go on", in English and Kinyarwanda. */
const backchannels = new Set([
  'ah',
  'aha',
  'ee',
  'eh',
  'hm',
  'hmm',
  'mhm',
  'mm',
  'mmhm',
  'mmhmm',
  'mmm',
  'oh',
  'ok',
  'okay',
  'right',
  'sawa',
  'uhhuh',
  'yeah',
  'yego',
  'yes',
]);

/** True when the words only show that the caller listens; up to three in a row. */
export function isBackchannel(text: string): boolean {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\s]/gu, '')
    .split(/\s+/)
    .filter(Boolean);
  return words.length > 0 && words.length <= 3 && words.every((word) => backchannels.has(word));
}
