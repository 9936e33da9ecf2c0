/** A fenced block that somebody is told to type. */
export interface RunbookBlock {
  readonly language: 'sh' | 'sql';
  readonly code: string;
  /** The heading it stands under. */
  readonly section: string;
  /** Line of the file, from 1. */
  readonly line: number;
  /** Programs without which it cannot run. */
  readonly needs: readonly string[];
  /** Exit codes that are right. */
  readonly exitCodes: readonly number[];
  /** Only its form is looked at: it is about another machine, or takes too long. */
  readonly isUnrun: boolean;
  /** What the `text` block right after it shows; `…` stands for anything. */
  readonly expected: string | undefined;
}

const known = ['needs', 'exit', 'unrun'];

/** Every `sh` and `sql` block of a Markdown text. Throws for a mark that it does not know. */
export function readRunbook(markdown: string): RunbookBlock[] {
  const blocks: RunbookBlock[] = [];
  const lines = markdown.split('\n');
  let section = '';
  for (let at = 0; at < lines.length; at++) {
    section = /^#+ (.+)$/.exec(lines[at] ?? '')?.[1] ?? section;
    const fence = readFence(lines, at);
    if (!fence) continue;
    const marks = marksOf(fence.info, at + 1);
    if (marks) {
      const after = readFence(lines, nextFilled(lines, fence.end + 1));
      const expected = after?.info === 'text' ? after.code : undefined;
      blocks.push({ ...marks, code: fence.code, section, line: at + 1, expected });
    }
    at = fence.end;
  }
  return blocks;
}

interface Fence {
  readonly info: string;
  readonly code: string;
  /** The line that closes it. */
  readonly end: number;
}

function readFence(lines: readonly string[], at: number): Fence | undefined {
  const info = /^```(.+)$/.exec(lines[at] ?? '')?.[1];
  if (info === undefined) return undefined;
  const end = lines.indexOf('```', at + 1);
  if (end === -1) throw new Error(`The block of line ${at + 1} does not end.`);
  return { info, code: lines.slice(at + 1, end).join('\n'), end };
}

function nextFilled(lines: readonly string[], from: number): number {
  const at = lines.findIndex((line, index) => index >= from && line.trim() !== '');
  return at === -1 ? lines.length : at;
}

type Marks = Pick<RunbookBlock, 'language' | 'needs' | 'exitCodes' | 'isUnrun'>;

function marksOf(info: string, line: number): Marks | undefined {
  const [language, ...words] = info.split(/\s+/);
  if (language !== 'sh' && language !== 'sql') return undefined;
  const marks = new Map(words.map((word) => [word.split('=', 1).join(), word.split('=')[1]]));
  for (const name of marks.keys())
    if (!known.includes(name)) throw new Error(`Line ${line}: "${name}" is no mark of a block.`);
  return {
    language,
    needs: marks.get('needs')?.split(',') ?? [],
    exitCodes: (marks.get('exit') ?? '0').split('|').map(Number),
    isUnrun: marks.has('unrun'),
  };
}

/** What a block's output must look like: its words, however far apart; `…` stands for anything. */
export function patternOf(expected: string): RegExp {
  const parts = expected.split('…').map((part) =>
    part
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('\\s+'),
  );
  return new RegExp(parts.join('[^]*?'));
}
