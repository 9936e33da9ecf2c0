/** False for text that has nothing to say aloud, which engines refuse or fill with noise. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
