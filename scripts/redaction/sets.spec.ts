import { readFile } from 'node:fs/promises';
import { ConversationRedactor } from '../../src/redaction/index.js';
import { heldOutSource } from './held-out-source.js';
import { parseLine } from './labelled-text.js';
import { makeSet } from './make-set.js';
import { f2, kinds, precision, recall, score } from './score.js';
import { tuningSource } from './tuning-source.js';

const sets = [
  ['tuning', tuningSource, 7],
  ['held-out', heldOutSource, 1994],
] as const;

describe.each(sets)('the %s set', (name, source, seed) => {
  let lines: string[];
  beforeAll(async () => {
    lines = (await readFile(new URL(`sets/${name}.tsv`, import.meta.url), 'utf8'))
      .trimEnd()
      .split('\n');
  });

  it('is what its seed makes', () => {
    expect(makeSet(source, seed)).toEqual(lines);
  });

  it('is redacted with a recall of 0.99 and a precision of 0.98 in each kind, and lessons stay', () => {
    const { byKind, lessons } = score(lines.map(parseLine), (turns) => {
      const redactor = new ConversationRedactor();
      return turns.map((turn) => redactor.find(turn));
    });
    for (const kind of kinds) {
      expect(recall(byKind[kind])).toBeGreaterThanOrEqual(0.99);
      expect(precision(byKind[kind])).toBeGreaterThanOrEqual(0.98);
    }
    const { lines: all, touched } = lessons['maths'] ?? { lines: 0, touched: 1 };
    expect(touched / all).toBeLessThanOrEqual(0.005);
  });
});

describe('the score', () => {
  const line = parseLine('phone\tcall <phone>0788 123 456</phone> or <phone>0722</phone> now');

  it('counts what is covered whole, and what is found by mistake', () => {
    const { byKind, faults } = score([line], () => [
      [
        { kind: 'phone', start: 5, end: 17 },
        { kind: 'phone', start: 0, end: 4 },
        { kind: 'email', start: 21, end: 25 },
      ],
    ]);
    expect(byKind.phone).toEqual({ labelled: 2, covered: 1, found: 2, right: 1 });
    expect(byKind.email).toEqual({ labelled: 0, covered: 0, found: 1, right: 0 });
    expect(f2(byKind.phone)).toBeCloseTo(0.5);
    expect(faults).toHaveLength(1);
  });

  it('takes half of a number for a miss', () => {
    const { byKind } = score([line], () => [[{ kind: 'phone', start: 5, end: 12 }]]);
    expect(byKind.phone).toMatchObject({ covered: 0, right: 1 });
  });

  it('counts lessons that were touched', () => {
    const lesson = parseLine('maths\tit is 12');
    const { lessons } = score([lesson, lesson], (turns) => turns.map(() => []));
    expect(lessons).toEqual({ maths: { lines: 2, touched: 0 } });
  });
});
