/** Sounds of somebody who thinks, as recognisers write them; Deepgram's `filler_words` are among them. */
const hesitations = new Set('um umm uh uhh er erm ah eh hm hmm mm mmm mhm mhmm'.split(' '));

/** The words of an answer without those, which may stand anywhere in it: "twenty, um, five". */
export function withoutHesitations(words: readonly string[]): readonly string[] {
  return words.filter((word) => !hesitations.has(word));
}
