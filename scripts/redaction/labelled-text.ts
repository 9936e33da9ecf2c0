import type { Personal, PersonalKind } from '../../src/redaction/index.js';

/** One line of a set: what was said, what it is about, and what in it is personal. */
export interface LabelledText {
  readonly topic: string;
  /** The turns of one caller; one for most lines. */
  readonly turns: readonly { readonly text: string; readonly personal: readonly Personal[] }[];
}

const tag = /<(phone|email|id|card)>(.*?)<\/\1>/gs;
const lineBreak = '⏎';
const turnBreak = ' ¦ ';

/** `topic <tab> call me on <phone>0788 123 456</phone>`; `¦` between turns, `⏎` for a new line. */
export function parseLine(line: string): LabelledText {
  const [topic = '', marked = ''] = line.split('\t');
  return { topic, turns: marked.replaceAll(lineBreak, '\n').split(turnBreak).map(parseTurn) };
}

export function formatLine(topic: string, turns: readonly string[]): string {
  return `${topic}\t${turns.join(turnBreak).replaceAll('\n', lineBreak)}`;
}

export function label(kind: PersonalKind, text: string): string {
  return `<${kind}>${text}</${kind}>`;
}

function parseTurn(marked: string): LabelledText['turns'][number] {
  const personal: Personal[] = [];
  let text = '';
  let kept = 0;
  for (const match of marked.matchAll(tag)) {
    text += marked.slice(kept, match.index);
    const [whole, kind, inside = ''] = match;
    personal.push({
      kind: kind as PersonalKind,
      start: text.length,
      end: text.length + inside.length,
    });
    text += inside;
    kept = match.index + whole.length;
  }
  return { text: text + marked.slice(kept), personal };
}
