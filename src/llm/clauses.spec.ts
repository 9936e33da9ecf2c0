import fc from 'fast-check';
import { splitClauses } from './clauses.js';

async function* from(tokens: readonly string[]): AsyncGenerator<string> {
  for (const token of tokens) yield await Promise.resolve(token);
}

async function split(...tokens: readonly string[]): Promise<string[]> {
  const clauses: string[] = [];
  for await (const clause of splitClauses(from(tokens))) clauses.push(clause);
  return clauses;
}

describe('splitClauses', () => {
  it('ends the first clause at the first pause', async () => {
    expect(
      await split('A river is water, and it runs to the sea. It never stops, does it?'),
    ).toEqual(['A river is water,', 'and it runs to the sea.', 'It never stops, does it?']);
  });

  it('does not start with a clause of a word or two', async () => {
    expect(await split('Yes, of course, my friend.')).toEqual(['Yes, of course,', 'my friend.']);
  });

  it('ends the first clause after eight words when there is no pause', async () => {
    expect(await split('The sun is a star that gives light and heat to us.')).toEqual([
      'The sun is a star that gives light',
      'and heat to us.',
    ]);
  });

  it.each([
    'Here you are. Mr. Habimana has 3.5 hectares, e.g. for tea, and Dr. Uwase has 2.',
    'Here we are. J. Kagabo works in the U.S. for A. Uwera vs. the others.',
  ])('does not end a sentence inside numbers, initials and abbreviations: %s', async (text) => {
    expect(await split(text)).toHaveLength(2);
  });

  it('sees the end of a sentence behind a quotation mark', async () => {
    expect(await split('She said to me: "Come here!" Then she left.')).toEqual([
      'She said to me:',
      '"Come here!"',
      'Then she left.',
    ]);
  });

  it('gives the first clause with its comma', async () => {
    let asked = 0;
    async function* tokens(): AsyncGenerator<string> {
      for (const token of ['A good question', ',', ' my', ' friend.']) {
        asked++;
        yield await Promise.resolve(token);
      }
    }
    for await (const clause of splitClauses(tokens())) {
      expect(clause).toBe('A good question,');
      break;
    }
    expect(asked).toBe(2);
  });

  it('gives any other clause as soon as the word after it begins', async () => {
    let asked = 0;
    async function* tokens(): AsyncGenerator<string> {
      for (const token of ['Good morning.', ' How', ' are', ' you?']) {
        asked++;
        yield await Promise.resolve(token);
      }
    }
    for await (const clause of splitClauses(tokens())) {
      expect(clause).toBe('Good morning.');
      break;
    }
    expect(asked).toBe(2);
  });

  it('gives nothing for nothing', async () => {
    expect(await split('', ' \n\t ', '')).toEqual([]);
  });

  const words = fc.array(
    fc.oneof(
      fc.stringMatching(/^[a-z]{1,12}[,.!?;:]?$/),
      fc.constantFrom(
        '3.5',
        'Mr.',
        'e.g.',
        '😀',
        '"No."',
        '—',
        'Kigali.',
        '1,200',
        'x'.repeat(400),
      ),
    ),
    { maxLength: 60 },
  );

  it('loses nothing and adds nothing, and no clause is long', async () => {
    await fc.assert(
      fc.asyncProperty(words, fc.constantFrom(' ', '\n\n', ' \t '), async (all, gap) => {
        const clauses = await split(` ${all.join(gap)} `);
        expect(clauses.join('').replaceAll(' ', '')).toBe(all.join(''));
        for (const clause of clauses) expect(clause.length).toBeLessThanOrEqual(180);
        if (!all.some((word) => word.length > 180)) expect(clauses.join(' ')).toBe(all.join(' '));
      }),
    );
  });

  it('cuts in the same places however the text is tokenised', async () => {
    await fc.assert(
      fc.asyncProperty(words, fc.array(fc.nat(2000)), async (all, cuts) => {
        const text = all.join(' ');
        const at = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted(
          (a, b) => a - b,
        );
        const tokens = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(await split(...tokens)).toEqual(await split(text));
      }),
    );
  });
});
