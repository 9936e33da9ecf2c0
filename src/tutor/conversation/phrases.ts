import { fixed } from '../drill/drill.js';
import type { Clause } from '../tutor.js';

/** One of several ways to say a thing, by the number of the turn: the same state says the same. */
export function varied(phrases: readonly string[], turn: number): Clause {
  return fixed(phrases[turn % phrases.length] ?? '');
}

export const praises = ['Well done!', 'Very good!', 'That is right!', 'Excellent!', 'Good work!'];
export const encouragements = ['Not quite.', 'Almost.', 'Good try.', 'Not yet, but keep going.'];

export const harder = fixed('Here is a harder one.');
export const noMatter = fixed('That is all right.');
export const goodTry = fixed('Good try.');
export const another = fixed('Let us take another one.');
export const notCaught = fixed('Sorry, I did not catch that.');
export const takeYourTime = fixed('Take your time.');
export const keysWork = fixed('You can also press the answer on your phone.');

export const greeting = fixed('Hello, I am Bakame, your tutor.');
export const welcomeBack = fixed('Welcome back!');
export const areYouThere = fixed('Are you there?');
export const menuKeys = fixed('Press one for maths, or two for English.');
export const lessonHelp = fixed(
  'Say repeat to hear it again, skip to leave it out, or menu to choose another lesson.',
);
export const menuHelp = fixed('I help you to learn. You can say goodbye at any time.');

export const askMe = fixed('Ask me anything.');
export const whatToKnow = fixed('What would you like to know?');
export const sayAgain = fixed('Please say it again.');
export const cannotAnswer = fixed('I cannot answer that just now, but we can practise together.');
export const lostThread = fixed('Sorry, I lost my thread. Please ask me again.');

/** For a wait that has become long: a word first, then that it is not forgotten. */
export const fillers = ['Let me see.', 'Just a moment, please.', 'I am still here. One moment.'];

export const farewells = [
  'You did well today. Goodbye, and call again soon!',
  'It was good to learn with you. Goodbye!',
  'Thank you for calling. Goodbye, and see you next time!',
];
/** What a silent learner is texted: one message each, in the letters every phone shows. */
export const tips = [
  'BAKAME tip: to add 9, add 10 and take away 1. So 7 + 9 is 17 - 1 = 16. Call again any time!',
  'BAKAME tip: say one new English sentence aloud three times today. Call again any time!',
  'BAKAME tip: to double a number, double the tens, then the ones. 34 + 34 = 60 + 8. Call again!',
  'BAKAME tip: listen, repeat, and change one word: I went to school. I went to town. Call again!',
];
export const silentFarewellWithTip = fixed(
  'I cannot hear you, so I will text you a tip. Goodbye, and call again any time!',
);
export const silentFarewell = fixed(
  'I cannot hear you, so I will say goodbye. Call again any time!',
);

/** The choice of lessons; `canAsk` when there is a model to talk with. */
export function menuQuestion(canAsk: boolean): Clause {
  return fixed(
    canAsk ? 'Say maths, say English, or ask me anything.' : 'Say maths, or say English.',
  );
}

/** Said before the call is ended because speech itself is down; `…WithText` when a text will follow. */
export const speechTrouble = fixed('I am having trouble speaking just now. Please call again.');
export const speechTroubleWithText = fixed(
  'I am having trouble speaking just now. I will text you; please call again.',
);
export const hearingTrouble = fixed('I am having trouble hearing just now. Please call again.');
export const hearingTroubleWithText = fixed(
  'I am having trouble hearing just now. I will text you; please call again.',
);
export const troubleText =
  'BAKAME: sorry, we had a problem and had to end your call. Please call again in a few minutes.';
