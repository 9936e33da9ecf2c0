import { intentOf } from './intent.js';

describe('intentOf', () => {
  it.each([
    ['Maths, please.', 'maths'],
    ['I want to do some maths', 'maths'],
    ["Let's do mathematics!", 'maths'],
    ['Can we go back to numbers?', 'maths'],
    ['I want to practise English.', 'repeat'],
    ['I would like to practice my English.', 'repeat'],
    ['repeat after me', 'repeat'],
    ['Can I ask you a question?', 'ask'],
    ['ask', 'ask'],
    ['Go to the menu', 'menu'],
    ['stop', 'menu'],
    ['Sorry?', 'again'],
    ['Can you say that again please', 'again'],
    ['I did not hear you.', 'again'],
    ['What can I do?', 'help'],
    ['Just a moment, please.', 'wait'],
    ['Next question', 'skip'],
    ['No idea', 'stuck'],
    ['Thank you very much, goodbye!', 'goodbye'],
    ['Okay, bye bye', 'goodbye'],
    ['Good bye, teacher.', 'goodbye'],
    ["That's all for today, thank you, goodbye", 'goodbye'],
    ['I must go home', 'goodbye'],
    ['Stop the call', 'goodbye'],
  ])('hears in "%s" the wish %s', (text, intent) => {
    expect(intentOf(text)).toBe(intent);
  });

  it.each([
    'What is maths?',
    'How do I say hello in English?',
    'I went to the market.',
    'Why is English so hard to learn?',
    'My brother studies numbers at school',
    'seven',
    'yes',
    'Okay.',
    'thank you',
    'I want to know about the moon',
    'I have to go to school every day',
    'She said goodbye to her mother',
    'I cannot come because I am feeling sick',
    '',
    '?!',
  ])('hears no wish in "%s"', (text) => {
    expect(intentOf(text)).toBeNull();
  });

  it('answers at once, whatever the length of the words', () => {
    const startedMs = performance.now();
    intentOf('i want to '.repeat(2000));
    intentOf('good bye '.repeat(2000) + 'x');
    expect(performance.now() - startedMs).toBeLessThan(200);
  });
});
