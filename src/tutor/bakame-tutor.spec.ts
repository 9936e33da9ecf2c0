import { Learner } from './testing/learner.js';

describe('a first call', () => {
  it('goes from the greeting through both lessons to a kind goodbye', async () => {
    const learner = new Learner();
    const told = [(await learner.connect()).text];
    for (const words of [
      'Maths, please.',
      'Seven.',
      "I think it's nine.",
      'I want to practise English.',
      'I went to the market.',
    ]) {
      told.push((await learner.say(words)).text);
    }
    expect(told).toEqual([
      'Hello, I am Bakame, your tutor. Say maths, or say English.',
      'Let us do maths. What is three plus four?',
      'That is right! What is five plus three?',
      'Not yet, but keep going. Start at five and count three more. What is five plus three?',
      'Let us practise English. Repeat after me: I went to the market.',
      'Well done! Repeat after me: My sister is a teacher.',
    ]);
    const last = await learner.say('Goodbye.');
    expect(last.endsCall).toBe(true);
    expect(last.text).toContain('Goodbye');
  });

  it('speaks only fixed phrases, so that all of it can be kept as audio', async () => {
    const learner = new Learner();
    const replies = [
      await learner.connect(),
      await learner.say('maths'),
      await learner.say('seven'),
      await learner.say('twenty'),
      await learner.say('English'),
      await learner.say('I went to the'),
      await learner.stayQuiet(1),
    ];
    for (const { clauses } of replies) {
      expect(clauses.length).toBeGreaterThan(0);
      for (const clause of clauses) expect(clause).toMatchObject({ fixed: true });
    }
  });
});

describe('what was heard decides what comes next', () => {
  it('keeps an answer that was judged when the praise is interrupted, and asks the next again', async () => {
    const learner = new Learner();
    await learner.connect();
    await learner.say('maths');
    const { facts } = await learner.say('seven', () => 1);
    expect(facts.gamification).toMatchObject({ right: 1, streak: 1 });
    expect(learner.state.openQuestion).toBeNull();
    expect((await learner.say('one hundred')).text).toBe('What is five plus three?');
    expect((await learner.say('eight')).text).toContain('What is twenty plus thirty?');
  });

  it('takes a right answer to a question that was cut off', async () => {
    const learner = new Learner();
    await learner.connect();
    await learner.say('maths');
    await learner.say('seven', () => 0);
    expect((await learner.say('eight')).facts.gamification).toMatchObject({ right: 2 });
  });

  it('counts a question of which the beginning was heard as asked', async () => {
    const learner = new Learner();
    await learner.connect();
    const reply = learner.reply({ type: 'speech', text: 'maths' });
    for await (const clause of reply.clauses) expect(clause.text).not.toBe('');
    const cut = { text: 'What is three', fixed: true };
    expect(reply.settle([cut]).openQuestion).toBe('What is three plus four?');
  });

  it('writes only what was heard into the history', async () => {
    const learner = new Learner();
    await learner.connect(() => 1);
    await learner.say('maths', () => 0);
    expect(learner.state.history).toEqual([
      { role: 'tutor', text: 'Hello, I am Bakame, your tutor.' },
      { role: 'caller', text: 'maths' },
    ]);
  });

  it('keeps the history bounded', async () => {
    const learner = new Learner();
    for (let turn = 0; turn < 40; turn++) await learner.say('x'.repeat(5000));
    expect(JSON.stringify(learner.state).length).toBeLessThan(20 * 700 + 1000);
  });
});

describe('a call that comes back', () => {
  it('welcomes the learner back and asks what was open', async () => {
    const learner = new Learner();
    await learner.connect();
    await learner.say('maths');
    await learner.say('seven');
    const again = new Learner(null, learner.state);
    expect((await again.connect()).text).toBe('Welcome back! What is five plus three?');
  });

  it('greets anew when nothing was heard the first time', async () => {
    const learner = new Learner();
    await learner.connect(() => 0);
    expect((await learner.connect()).text).toContain('Hello, I am Bakame');
  });

  it('keeps the progress of one lesson through another', async () => {
    const learner = new Learner();
    await learner.connect();
    await learner.say('maths');
    await learner.say('seven');
    await learner.say('English');
    expect((await learner.say('I want to do maths')).text).toBe(
      'Let us do maths. What is five plus three?',
    );
  });

  it.each([
    ['another version', { module: 'maths', lesson: { level: 3 }, history: [], openQuestion: null }],
    ['an unknown module', { module: 'chess', lesson: {}, history: [], openQuestion: null }],
    ['a broken history', { module: 'menu', lesson: {}, history: [7], openQuestion: null }],
    ['nothing', {}],
  ])('begins anew with a state of %s', async (_, state) => {
    const learner = new Learner(null, state as never);
    expect((await learner.say('maths')).text).toBe('Let us do maths. What is three plus four?');
  });

  it('finds an item for a level that the packs no longer have', async () => {
    const learner = new Learner();
    await learner.say('maths');
    const maths = learner.state.lesson['maths'] as object;
    const state = {
      ...learner.state,
      lesson: { ...learner.state.lesson, maths: { ...maths, level: 99 } },
    };
    const later = new Learner(null, state);
    expect((await later.connect()).text).toMatch(/^Welcome back! What is/);
    await later.say('nothing');
    await later.say('English');
  });
});

describe('wishes during a lesson', () => {
  it.each<[string, RegExp]>([
    ['Can you repeat that, please?', /^What is three plus four\?$/],
    ['Pardon?', /^What is three plus four\?$/],
    ['skip', /^Let us take another one. What is five plus three\?$/],
    ["I don't know.", /^That is all right. Start at four and count three more. What is three/],
    ['Wait, let me think.', /^Sorry, I did not catch that/],
    ['Wait.', /^Take your time.$/],
    ['help', /^Say repeat .* What is three plus four\?$/],
    ['Menu', /^Say maths, or say English.$/],
    ['something else please', /^Say maths/],
    ['Let us practise English', /^Let us practise English. Repeat after me/],
    ['Bye bye!', /Goodbye/],
    ['I have to go now.', /Goodbye/],
    ['Murabeho', /Goodbye/],
    ['blah', /^Sorry, I did not catch that. What is three plus four\?$/],
    ['', /^Sorry, I did not catch that/],
  ])('"%s" is followed', async (words, reply) => {
    const learner = new Learner();
    await learner.connect();
    await learner.say('maths');
    expect((await learner.say(words)).text).toMatch(reply);
  });

  it('leaves the question open while the learner thinks', async () => {
    const learner = new Learner();
    await learner.say('maths');
    await learner.say('wait');
    expect(learner.state.openQuestion).toBe('What is three plus four?');
    expect((await learner.say('seven')).facts.gamification).toMatchObject({ right: 1 });
  });

  it.each([
    [3, 3, 'She has been learning English for three years.'],
    [1, 6, 'Can you help me with my homework?'],
  ])('does not take a sentence to repeat for a wish', async (level, done, sentence) => {
    const learner = new Learner();
    await learner.say('English');
    const repeat = learner.state.lesson['repeat'] as object;
    const open = { ...repeat, level, done: [0, 0, 0, 0].with(level, done) };
    const state = { ...learner.state, lesson: { ...learner.state.lesson, repeat: open } };
    const later = new Learner(null, state);
    expect((await later.connect()).text).toBe(`Welcome back! Repeat after me: ${sentence}`);
    expect((await later.say(sentence)).facts.gamification).toMatchObject({ right: 1 });
  });

  it('helps more and then moves on when it understands nothing', async () => {
    const learner = new Learner();
    await learner.say('maths');
    expect((await learner.say('mumble')).text).toBe(
      'Sorry, I did not catch that. What is three plus four?',
    );
    expect((await learner.say('mumble')).text).toBe(
      'Sorry, I did not catch that. Start at four and count three more. What is three plus four?',
    );
    expect((await learner.say('mumble')).text).toBe(
      'Let us take another one. What is five plus three?',
    );
  });
});

describe('the menu', () => {
  it.each([
    ['one', 'maths'],
    ['Number two.', 'repeat'],
    ['numbers', 'maths'],
    ['English!', 'repeat'],
    ['speaking', 'repeat'],
    ['icyongereza', 'repeat'],
    ['Yes, maths.', 'maths'],
    ['yes', 'menu'],
    ['three', 'menu'],
  ])('"%s" leads to %s', async (words, module) => {
    const learner = new Learner();
    await learner.connect();
    await learner.say(words);
    expect(learner.state.module).toBe(module);
  });

  it('mentions the keys when it understood nothing twice', async () => {
    const learner = new Learner();
    await learner.connect();
    expect((await learner.say('mumble')).text).toBe(
      'Sorry, I did not catch that. Say maths, or say English.',
    );
    expect((await learner.say('mumble')).text).toBe(
      'Sorry, I did not catch that. Press one for maths, or two for English. Say maths, or say English.',
    );
  });
});

describe('keys', () => {
  it('choose, answer with several digits, repeat, skip and lead back', async () => {
    const learner = new Learner();
    await learner.connect();
    expect((await learner.press('1')).text).toBe('Let us do maths. What is three plus four?');
    expect((await learner.press('7')).text).toBe('That is right! What is five plus three?');
    expect((await learner.press('*')).text).toBe('What is five plus three?');
    expect((await learner.press('8')).text).toContain('Here is a harder one.');
    expect((await learner.press('5')).clauses).toEqual([]);
    expect((await learner.press('0')).facts.gamification).toMatchObject({ right: 3 });
    expect((await learner.press('#')).text).toMatch(/^Let us take another one/);
    expect((await learner.press('0')).text).toBe('Say maths, or say English.');
  });

  it('take # and silence as the end of a number', async () => {
    const learner = new Learner();
    await learner.press('1');
    await learner.press('7');
    await learner.press('8');
    await learner.press('5');
    expect((await learner.press('#')).text).toContain('Add the tens first');
    await learner.press('5');
    expect((await learner.stayQuiet(1)).text).toMatch(/^Good try/);
  });

  it('forget digits when the learner speaks instead', async () => {
    const learner = new Learner();
    await learner.press('1');
    await learner.press('7');
    await learner.press('8');
    await learner.press('9');
    await learner.say('fifty');
    expect(learner.state.lesson['keys']).toBe('');
    expect(learner.state.lesson['maths']).toMatchObject({ right: 3 });
  });

  it.each(['4', '9', 'A', '', '12'])('explains the keys when %p means nothing', async (digit) => {
    const learner = new Learner();
    await learner.connect();
    expect((await learner.press(digit)).text).toContain('Press one for maths');
  });
});
