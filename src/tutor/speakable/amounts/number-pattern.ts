/** A number in digits as it is found in text: thousands in threes, or plain, with decimals. */
export const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,15})(?:\.\d{1,30})?`;

/** Nothing before a number that would make it the end of a longer one. */
export const NUMBER_START = String.raw`(?<![\d/]|\d[.,])`;
