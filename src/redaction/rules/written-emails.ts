import type { Personal } from '../personal-kind.js';

const localPart = /[\p{L}\p{N}._%+'-]/u;
const longestLocalPart = 64;
/** Every repetition is bounded: linear time. */
const domain = / ?(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}][\p{L}\p{N}-]{1,23}/uy;

/** `name@host.tld`, and with single spaces about the sign. In order. */
export function findWrittenEmails(text: string): Personal[] {
  const found: Personal[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    domain.lastIndex = at + 1;
    const start = localPartStart(text, at, from);
    if (start === undefined || !domain.test(text)) continue;
    from = domain.lastIndex;
    found.push({ kind: 'email', start, end: from });
  }
  return found;
}

function localPartStart(text: string, at: number, from: number): number | undefined {
  const end = text[at - 1] === ' ' ? at - 1 : at;
  const least = Math.max(from, end - longestLocalPart);
  let start = end;
  while (start > least && localPart.test(text.charAt(start - 1))) start--;
  return start < end ? start : undefined;
}
