/** English runs at about four characters to the token. */
const CHARACTERS_PER_TOKEN = 4;

/** How many tokens the texts are, near enough for a budget. */
export function estimateTokens(...texts: readonly string[]): number {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
