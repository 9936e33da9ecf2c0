/** Sounds by which a listener says "go on". */
const sounds = new Set('ah aha ee eh hm hmm hum mhm mm mmhm mmhmm mmm oh uhhuh umhum'.split(' '));

/** Words that say "go on" too, unless they are the answer: English and Kinyarwanda. */
const words = new Set('ok okay right sawa sure yeah yego yes yep'.split(' '));

/** A question that "yes" answers begins like this. */
const yesOrNo =
  /(?:^|[.!?,]\s*)(?:are|can|could|did|do|does|has|have|is|may|ready|shall|should|want|was|were|will|would)\b[^.!?]*\?$/i;

const mostWords = 3;

/**
 * True when what was said only shows that the caller listens. `asked` is the clause they were hearing:
 * to a question that can be answered so, "yes" is an answer.
 */
export function isBackchannel(text: string, asked = ''): boolean {
  const said = text
    .toLowerCase()
    .replace(/[^\p{L}\s]/gu, '')
    .split(/\s+/)
    .filter(Boolean);
  const answers = yesOrNo.test(asked.trim());
  const isOne = (word: string): boolean => sounds.has(word) || (!answers && words.has(word));
  return said.length > 0 && said.length <= mostWords && said.every(isOne);
}
