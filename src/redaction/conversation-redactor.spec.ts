import { ConversationRedactor } from './index.js';

const phone = '[PHONE_REDACTED]';
const id = '[ID_REDACTED]';
const card = '[CARD_REDACTED]';

/** The turns of one caller → what may be kept of them. */
const conversations: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'a number in three turns',
    ['zero seven eight eight', 'one two three', 'four five six', 'twelve'],
    [phone, phone, phone, 'twelve'],
  ],
  [
    'a number between other words',
    [
      'okay, my number is 0788',
      'um one two three',
      'and four five six, thank you',
      'the answer is 40',
    ],
    [`okay, my number is ${phone}`, `um ${phone}`, `and ${phone}, thank you`, 'the answer is 40'],
  ],
  [
    'a pause in the middle',
    ['zero seven eight eight', 'wait a moment please', 'one two three four five six'],
    [phone, 'wait a moment please', phone],
  ],
  [
    'an announcement and then a number without its zero',
    ['my phone number is', 'seven eight eight', 'one two three', 'four five six'],
    ['my phone number is', phone, phone, phone],
  ],
  [
    'an identity number',
    [
      'my ID is',
      'one one nine nine eight',
      'eight zero zero one two',
      'three four five zero one two',
    ],
    ['my ID is', id, id, id],
  ],
  [
    'a card that nobody announced, from its last piece on',
    ['4111 1111', '1111', '1111'],
    ['4111 1111', '1111', card],
  ],
  [
    'answers of a lesson',
    ['seven hundred and eighty-eight', '123', 'four five six', 'zero', 'seven', 'eight', '250'],
    ['seven hundred and eighty-eight', '123', 'four five six', 'zero', 'seven', 'eight', '250'],
  ],
  [
    'a lesson after a number that was given up',
    ['zero seven eight eight', 'I forgot it', 'never mind', 'let us go on', 'twelve'],
    [phone, 'I forgot it', 'never mind', 'let us go on', 'twelve'],
  ],
  ['decimals', ['zero point seven two', '345', '678'], ['zero point seven two', '345', '678']],
];

describe('ConversationRedactor', () => {
  it.each(conversations)('redacts over turns: %s', (_, turns, kept) => {
    const redactor = new ConversationRedactor();
    expect(turns.map((turn) => redactor.redact(turn))).toEqual(kept);
  });

  it('redacts the piece that the answer repeats, and no other number in it', () => {
    const redactor = new ConversationRedactor();
    redactor.redact('zero seven eight eight');
    expect(redactor.redactAnswer('You said 0788. And 345?')).toBe(`You said ${phone}. And 345?`);
    redactor.redact('no');
    redactor.redact('no');
    redactor.redact('no');
    expect(redactor.redactAnswer('Is it 788?')).toBe('Is it 788?');
  });

  it('withholds a text that it cannot look through', () => {
    const broken = { length: 3 } as unknown as string;
    expect(new ConversationRedactor().redact(broken)).toBe('[TEXT_WITHHELD]');
    expect(new ConversationRedactor().redactAnswer(broken)).toBe('[TEXT_WITHHELD]');
  });
});
