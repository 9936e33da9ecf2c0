const LONGEST_TERM = 80;
const OPERATOR_BEFORE = /[-+−×÷*·/^=√∛<>≤≥≠(\d]$/;
const OPERATOR_BEHIND = /^[-+−×÷*·/^=<>≤≥≠²³)\d]/;

interface Pair {
  readonly open: number;
  readonly close: number;
}

/**
 * Brackets that change what a sum means are said; those of prose become pauses. A pair belongs to a
 * sum when it touches an operator and holds no words; around one number or product it is not needed.
 */
export function spokenBrackets(text: string): string {
  const called = text
    .replace(/(?<!\p{L})([fgh])\(([a-z\d]{1,3})\)/gu, '$1 of $2')
    .replace(/(?<=\p{L})\(s\)/gu, 's')
    .replace(/(?<=[\d)] ?)-(?= ?\()|(?<=\()-/g, '−');
  const spoken = new Map<number, string>();
  for (const { open, close } of pairsOf(called)) {
    if (!belongsToSum(called, open, close)) continue;
    const isSum = /.[-+−±×÷*/^]|√/.test(called.slice(open + 1, close));
    spoken.set(open, isSum ? ' open bracket ' : ' ');
    spoken.set(close, isSum ? ' close bracket ' : ' ');
  }
  return called.replace(/[()]/g, (_, at: number) => spoken.get(at) ?? ' | ').replace(/ {2,}/g, ' ');
}

function pairsOf(text: string): readonly Pair[] {
  const pairs: Pair[] = [];
  const open: number[] = [];
  for (const { 0: bracket, index } of text.matchAll(/[()]/g)) {
    if (bracket === '(') open.push(index);
    else {
      const start = open.pop();
      if (start !== undefined) pairs.push({ open: start, close: index });
    }
  }
  return pairs;
}

function belongsToSum(text: string, open: number, close: number): boolean {
  if (close - open > LONGEST_TERM) return false;
  const inside = text.slice(open + 1, close);
  if (/\p{L}{3}/u.test(inside)) return false;
  const before = text.slice(Math.max(0, open - 2), open).trimEnd();
  const behind = text.slice(close + 1, close + 3).trimStart();
  return OPERATOR_BEFORE.test(before) || OPERATOR_BEHIND.test(behind);
}
