import { readFileSync } from 'node:fs';
import { speakable } from './speakable.js';

interface Group {
  readonly title: string;
  readonly cases: readonly (readonly [written: string, spoken: string])[];
}

/** A group opens with an empty line and its title; the first block explains the file. */
const groups: readonly Group[] = readFileSync(
  new URL('testing/golden.txt', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n\n')
  .slice(1)
  .map((block) => {
    const [title = '', ...lines] = block.split('\n');
    return { title: title.replace('# ', ''), cases: lines.map(caseOf) };
  });

function caseOf(line: string): readonly [string, string] {
  const [written = '', spoken = ''] = line.split(/ ~>(?: |$)/);
  return [written.replaceAll('⏎', '\n'), spoken];
}

describe('the golden table', () => {
  it('has three hundred cases, none twice', () => {
    const written = groups.flatMap(({ cases }) => cases.map(([text]) => text));
    expect(written.length).toBeGreaterThanOrEqual(300);
    expect(new Set(written).size).toBe(written.length);
  });

  describe.each(groups)('$title', ({ cases }) => {
    it.each(cases)('%j is said as %j', (written, spoken) => {
      expect(speakable(written)).toBe(spoken);
    });
  });
});
