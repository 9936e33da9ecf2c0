import fc from 'fast-check';
import { englishLevels } from './content/english.js';
import { mathsLevels } from './content/maths.js';
import { numberWords } from './speakable/number-words.js';
import { Learner, type Heard } from './testing/learner.js';
import type { CallerInput, TutorState } from './tutor.js';

const items = mathsLevels.flat();

/** What a learner who knows everything says to what they were asked last. */
function rightAnswer({ openQuestion }: TutorState): string {
  const item = items.find(({ question }) => question === openQuestion);
  return item ? numberWords(item.answer) : (openQuestion ?? '').replace('Repeat after me: ', '');
}

/** Takes part in a lesson for `turns` turns and returns the questions that were asked. */
async function practise(
  module: string,
  turns: number,
  act: (learner: Learner) => Promise<Heard>,
): Promise<{ learner: Learner; asked: ReadonlySet<string> }> {
  const learner = new Learner();
  await learner.connect();
  await learner.say(module);
  const asked = new Set([learner.state.openQuestion ?? '']);
  for (let turn = 0; turn < turns; turn++) {
    const { clauses } = await act(learner);
    expect(clauses.length).toBeGreaterThan(0);
    asked.add(learner.state.openQuestion ?? '');
  }
  return { learner, asked };
}

describe.each([
  ['maths', mathsLevels.length],
  ['English', englishLevels.length],
])('a learner in %s', (module, levels) => {
  it('who is always right reaches the top and goes on there', async () => {
    const { learner, asked } = await practise(module, 60, async (someone) =>
      someone.say(rightAnswer(someone.state)),
    );
    const { facts } = await learner.say(rightAnswer(learner.state));
    expect(facts.gamification).toMatchObject({
      level: levels,
      right: 61,
      mastery: 100,
      streak: 61,
    });
    expect(asked.size).toBeGreaterThan(levels * 2);
  });

  it('who is always wrong is told and led on, through every item of the first level', async () => {
    const { learner, asked } = await practise(module, 100, async (someone) =>
      someone.say('nine hundred and ninety-nine cows'),
    );
    expect((await learner.say('zero')).facts.gamification).toMatchObject({ level: 1, right: 0 });
    expect(asked.size).toBeGreaterThanOrEqual(11);
  });

  it('who never says anything clear is led on too', async () => {
    const { asked } = await practise(module, 60, async (someone) => someone.say('...'));
    expect(asked.size).toBeGreaterThan(10);
  });

  it('who says nothing is let go kindly', async () => {
    const { learner } = await practise(module, 0, async (someone) => someone.stayQuiet(1));
    expect((await learner.stayQuiet(1)).endsCall).toBe(false);
    expect((await learner.stayQuiet(2)).endsCall).toBe(false);
    expect((await learner.stayQuiet(3)).endsCall).toBe(true);
  });
});

it('a learner with keys alone does the whole of maths', async () => {
  const learner = new Learner();
  await learner.connect();
  await learner.press('1');
  for (let turn = 0; turn < 40; turn++) {
    const item = items.find(({ question }) => question === learner.state.openQuestion);
    for (const digit of String(item?.answer)) await learner.press(digit);
  }
  expect(learner.state.lesson['maths']).toMatchObject({ right: 40, answered: 40, level: 4 });
  await learner.press('0');
  expect(learner.state.module).toBe('menu');
});

it('a learner with keys alone hears every sentence and finds the way out', async () => {
  const learner = new Learner();
  await learner.connect();
  await learner.press('2');
  const heard = new Set<string | null>();
  for (let turn = 0; turn < 11; turn++) {
    heard.add(learner.state.openQuestion);
    await learner.press('*');
    await learner.press('#');
  }
  expect(heard.size).toBe(englishLevels[0]?.length);
  expect((await learner.press('1')).text).toContain('Let us do maths.');
});

const words = fc.oneof(
  fc.constantFrom(
    ...['maths', 'English', 'menu', 'skip', 'repeat', 'help', 'wait', "I don't know", 'yes', 'no'],
    ...['seven', 'eight', '9', 'I went to the market.', 'My sister', '', '...', 'ask me', '½'],
  ),
  fc.string({ unit: 'grapheme' }),
);
const inputs: fc.Arbitrary<CallerInput> = fc.oneof(
  words.map((text) => ({ type: 'speech', text }) as const),
  fc
    .constantFrom(...'0 1 2 3 4 5 6 7 8 9 * # A'.split(' '))
    .map((digit) => ({ type: 'key', digit }) as const),
  fc.integer({ min: 1, max: 2 }).map((step) => ({ type: 'silence', step }) as const),
  fc.constant({ type: 'connected' } as const),
);

it('a learner who does anything at all, and interrupts anywhere, never meets a dead end', async () => {
  const turns = fc.array(fc.tuple(inputs, fc.nat(4)), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(turns, async (all) => {
      const learner = new Learner();
      await learner.connect();
      for (const [input, patience] of all) {
        const before = learner.state;
        const { clauses, endsCall } = await learner.turn(input, () => patience);
        const isDigitOfMore = clauses.length === 0;
        if (isDigitOfMore) expect(learner.state.lesson['keys']).not.toBe(before.lesson['keys']);
        for (const { text } of clauses) expect(text).toMatch(/\p{L}.*[.?!:]$/u);
        if (endsCall) expect(input).toMatchObject({ type: 'speech' });
      }
      // Whatever happened, the learner can choose, answer and be praised.
      await learner.say('menu');
      await learner.say('maths');
      const before = learner.state.lesson['maths'] as { right: number };
      await learner.say(rightAnswer(learner.state));
      expect(learner.state.lesson['maths']).toMatchObject({ right: before.right + 1 });
    }),
    { numRuns: 300 },
  );
});
