const marker = '[EMAIL_REDACTED]';

const tld =
  '(?:com|org|net|edu|gov|info|io|africa|rw|ke|ug|tz|bi|cd|uk|fr|be|us|ca|za|ng|gh|(?:co|ac|gov|org)\\s{1,3}dot\\s{1,3}(?:rw|ke|ug|tz|uk|za))';
const mailHost = '(?:gmail|yahoo|hotmail|outlook|icloud|live|proton|protonmail)';
const word = '[\\p{L}\\p{N}_]{1,64}';
const glue = '(?:dot|point|period|underscore|dash|hyphen)';
const boundary = '(?<![\\p{L}\\p{N}_])';

/** `name@host.tld`, and with single spaces about the sign. Every repetition is bounded: linear time. */
const written =
  /[\p{L}\p{N}._%+'-]{1,64} ?@ ?(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}][\p{L}\p{N}-]{1,23}/gu;

/** "jane dot doe at gmail dot com", as a recogniser writes it. */
const spoken = new RegExp(
  `${boundary}(?:${word}\\s{1,3}${glue}\\s{1,3}){0,6}${word}\\s{1,3}at\\s{1,3}` +
    `(?:(?:${word}\\s{1,3}dot\\s{1,3}){1,3}${tld}|${mailHost}\\.${tld})(?![\\p{L}\\p{N}_])`,
  'giu',
);

/** Replaces e-mail addresses, written or spoken, by their marker. */
export function redactEmails(text: string): string {
  const unwritten = text.includes('@') ? text.replace(written, marker) : text;
  return /\sat\s/i.test(unwritten) ? unwritten.replace(spoken, marker) : unwritten;
}
