import { BakameTutor } from './bakame-tutor.js';
import { Learner } from './testing/learner.js';
import type { Fit } from './tutor.js';

function fitOf(learner: Learner, said: string): Fit {
  const tutor = new BakameTutor({ chat: null, maxTokens: 0, log: learner.log });
  return tutor.fit(learner.state, said);
}

async function during(lesson: string): Promise<Learner> {
  const learner = new Learner();
  await learner.connect();
  await learner.say(lesson);
  return learner;
}

describe('what was said so far', () => {
  it.each([
    ['Seven.', 'whole'],
    ['It is seven.', 'whole'],
    ['Four, five, six, seven.', 'whole'],
    ['Four.', 'perhaps'],
    ['Four, five', 'perhaps'],
    ['I think it is', null],
    ['Can you help me?', null],
  ])('to "three plus four", "%s" is %s', async (said, answer) => {
    expect(fitOf(await during('maths'), said).answer).toBe(answer);
  });

  it.each([
    ['I went to the market.', 'whole'],
    ['I went', 'beginning'],
    ['I', 'beginning'],
    ['I like the market', null],
    ['market', null],
  ])('to "I went to the market", "%s" is %s', async (said, answer) => {
    expect(fitOf(await during('English'), said).answer).toBe(answer);
  });

  it.each([
    ['How many legs has an ant?', 'Six', 'whole'],
    ['Can you count them for me?', 'One, two', 'beginning'],
    ['Why is the sky blue?', 'Seven', null],
    ['How many legs has an ant?', 'I do not know', null],
    [null, 'Six', null],
  ])('in talk, to "%s", "%s" is %s', (openQuestion, said, answer) => {
    const learner = new Learner();
    learner.state = { ...learner.state, module: 'ask', openQuestion };
    expect(fitOf(learner, said)).toEqual({ answer, patience: 1 });
  });

  it('is weighed with more patience the lower the level', async () => {
    const learner = await during('maths');
    const patience = [fitOf(learner, 'well').patience];
    for (const answer of ['7', '8']) {
      await learner.say(answer);
      patience.push(fitOf(learner, 'well').patience);
    }
    expect(patience).toEqual([1.25, 1.25, 1.1]);
  });
});
