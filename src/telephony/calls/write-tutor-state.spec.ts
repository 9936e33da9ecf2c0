import { writeTutorState } from './write-tutor-state.js';

it('takes out what is personal in the history, over turns, and keeps all else', () => {
  const state = {
    module: 'ask',
    lesson: { turn: 3, keys: '12' },
    history: [
      { role: 'caller', text: 'zero seven eight eight' },
      { role: 'tutor', text: 'You said 0788. Go on, or call 0722 515 253.' },
      { role: 'caller', text: 'one two three' },
      { role: 'caller', text: 'and four five six' },
      { role: 'tutor', text: 'What is three plus four?' },
      { role: 'caller', text: 'seven' },
    ],
    openQuestion: 'What is three plus four?',
  } as const;
  const texts = (JSON.parse(writeTutorState(state)) as typeof state).history.map(
    ({ text }) => text,
  );
  expect(texts).toEqual([
    '[PHONE_REDACTED]',
    'You said [PHONE_REDACTED]. Go on, or call [PHONE_REDACTED].',
    '[PHONE_REDACTED]',
    'and [PHONE_REDACTED]',
    'What is three plus four?',
    'seven',
  ]);
  expect(JSON.parse(writeTutorState(state))).toEqual({
    ...state,
    history: state.history.map(({ role }, index) => ({ role, text: texts[index] })),
  });
});
