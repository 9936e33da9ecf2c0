/** Reads an option that must be a whole number from 1. Throws with the option's name. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`${option} must be a whole number from 1, not "${text}".`);
}
