import { isOnlyNumbers } from '../answers/heard-number.js';
import { mathsDrill } from '../drill/maths-drill.js';
import { repeatDrill } from '../drill/repeat-drill.js';
import type { Plan } from '../plan.js';
import type { LearnerState, ModuleName } from '../tutor-state.js';
import type { CallerInput, Clause, Fit } from '../tutor.js';
import { DrillLesson, type Lesson } from './drill-lesson.js';
import { intentOf, menuChoice, type Intent } from './intent.js';
import * as phrases from './phrases.js';

const maths = new DrillLesson('maths', mathsDrill);
const repeat = new DrillLesson('repeat', repeatDrill);
const lessons: Readonly<Record<ModuleName, Lesson | null>> = {
  menu: null,
  maths,
  repeat,
  ask: null,
};

type FollowWish = (state: LearnerState, lesson: Lesson | null) => Plan | null;

const menuWishes: Readonly<Record<1 | 2 | 3, Intent>> = { 1: 'maths', 2: 'repeat', 3: 'ask' };

const keyWishes: Readonly<Record<string, Intent>> = {
  '0': 'menu',
  '1': 'maths',
  '2': 'repeat',
  '3': 'ask',
  '*': 'again',
  '#': 'skip',
};

/** The silence that is answered with a goodbye. */
const LAST_SILENCE = 3;

/**
 * The deterministic part of the tutor: menu, lessons, keys, silence. Pure. Where only a model can
 * answer, `respond` gives null; without a model (`canAsk` false) it always has a plan.
 */
export class Conversation {
  /** What follows a wish; null where it makes no sense outside a lesson. */
  private readonly wishes: Readonly<Record<Intent, FollowWish>> = {
    maths: (state) => this.enter(state, 'maths'),
    repeat: (state) => this.enter(state, 'repeat'),
    ask: (state) => (this.canAsk ? this.openTalk(state, phrases.askMe) : this.menu(state)),
    menu: (state) => this.menu(state),
    again: (state, lesson) => lesson?.askAgain(state) ?? this.sayAgain(state),
    help: (state, lesson) =>
      lesson?.askAgain(state, phrases.lessonHelp) ?? this.menu(state, phrases.menuHelp),
    wait: (state) => keep(state, phrases.takeYourTime),
    skip: (state, lesson) => lesson?.skip(state) ?? null,
    stuck: (state, lesson) => lesson?.stuck(state) ?? null,
    goodbye: (state) => farewell(state, phrases.varied(phrases.farewells, state.lesson.turn)),
  };

  constructor(private readonly canAsk: boolean) {}

  /** What was said so far to the open question. */
  fit(state: LearnerState, said: string): Fit {
    const lesson = lessons[state.module];
    return lesson?.fit(state, said) ?? { answer: fitInTalk(state.openQuestion, said), patience: 1 };
  }

  respond(state: LearnerState, input: CallerInput): Plan | null {
    switch (input.type) {
      case 'connected':
        return this.welcome(state);
      case 'speech':
        return this.hear({ ...state, lesson: { ...state.lesson, keys: '' } }, input.text);
      case 'key':
        return this.press(state, input.digit);
      case 'silence':
        return this.coax(state, input.step, input.canText ?? false);
      case 'trouble':
        return troubled(state, input.with, input.canText ?? false);
    }
  }

  /** What to say in place of a model that failed. */
  withoutModel(state: LearnerState): Plan {
    return this.menu(state, phrases.cannotAnswer);
  }

  private welcome(state: LearnerState): Plan {
    if (state.history.length === 0) return this.menu(state, phrases.greeting);
    return this.resume(state, phrases.welcomeBack);
  }

  private hear(state: LearnerState, said: string): Plan | null {
    const lesson = lessons[state.module];
    // A sentence to repeat may sound like a wish.
    if (lesson?.isRight(state, said)) return lesson.answer(state, said);
    const intent = intentOf(said) ?? (state.module === 'menu' ? this.chosen(said) : null);
    const followed = intent && this.follow(state, intent);
    if (followed) return followed;
    if (lesson) return lesson.answer(state, said);
    return this.canAsk && /[\p{L}\p{N}]/u.test(said) ? null : this.notCaught(state);
  }

  private chosen(said: string): Intent | null {
    const choice = menuChoice(said);
    return choice && menuWishes[choice];
  }

  private follow(state: LearnerState, intent: Intent): Plan | null {
    return this.wishes[intent](state, lessons[state.module]);
  }

  private enter(state: LearnerState, module: 'maths' | 'repeat'): Plan {
    const lesson = { maths, repeat }[module];
    return state.module === module ? lesson.askAgain(state) : lesson.enter(state);
  }

  private press(state: LearnerState, digit: string): Plan {
    const lesson = lessons[state.module];
    const keyed = lesson?.keyed(state) ?? null;
    if (lesson && keyed !== null) {
      const plan = pressAnswer(state, lesson, keyed, digit);
      if (plan) return plan;
    }
    const intent = keyWishes[digit];
    return (intent && this.follow(state, intent)) ?? this.menu(state, phrases.menuKeys);
  }

  private coax(state: LearnerState, step: number, canText: boolean): Plan {
    if (step >= LAST_SILENCE) return silentFarewell(state, canText);
    const lesson = lessons[state.module];
    if (lesson && state.lesson.keys !== '') return lesson.answer(state, state.lesson.keys);
    if (step <= 1) return this.resume(state, lesson ? phrases.takeYourTime : phrases.areYouThere);
    if (!lesson) return this.menu(state, phrases.menuKeys);
    return lesson.keyed(state) === null
      ? lesson.askWithHint(state)
      : lesson.askWithHint(state, phrases.keysWork);
  }

  private resume(state: LearnerState, before: Clause): Plan {
    const lesson = lessons[state.module];
    if (lesson) return lesson.askAgain(state, before);
    return state.module === 'ask' && this.canAsk
      ? this.openTalk(state, before)
      : this.menu(state, before);
  }

  private sayAgain(state: LearnerState): Plan {
    const last = state.history.findLast(({ role }) => role === 'tutor');
    if (!last || state.module !== 'ask') return this.menu(state);
    const sentences = last.text.split(/(?<=[.?!])\s+/);
    return keep(state, ...sentences.map((text) => ({ text })));
  }

  private notCaught(state: LearnerState): Plan {
    const unclear = state.lesson.unclear + 1;
    const plan =
      state.module === 'ask' && this.canAsk
        ? keep(state, phrases.notCaught, phrases.sayAgain)
        : this.menu(state, phrases.notCaught, ...(unclear > 1 ? [phrases.menuKeys] : []));
    return { ...plan, lesson: { ...plan.lesson, unclear } };
  }

  private menu(state: LearnerState, ...say: readonly Clause[]): Plan {
    return {
      ...keep(state, ...say),
      module: 'menu',
      asks: phrases.menuQuestion(this.canAsk),
    };
  }

  private openTalk(state: LearnerState, before: Clause): Plan {
    return { ...keep(state, before), module: 'ask', asks: phrases.whatToKnow };
  }
}

const asksToCount = /\bcount\b/i;
const asksForNumber =
  /\bhow (?:many|much|old)\b|\bwhat (?:number|year|is \w+ (?:plus|minus|times))\b/i;

/** A number is what was asked for, or the first of those that were. */
function fitInTalk(openQuestion: string | null, said: string): Fit['answer'] {
  if (openQuestion === null || !isOnlyNumbers(said)) return null;
  if (asksToCount.test(openQuestion)) return 'beginning';
  return asksForNumber.test(openQuestion) ? 'whole' : null;
}

/** Says something and leaves all else as it is. */
function keep(state: LearnerState, ...say: readonly Clause[]): Plan {
  const { turn } = state.lesson;
  return {
    module: state.module,
    lesson: { ...state.lesson, turn: turn + 1, unclear: 0, keys: '' },
    say,
  };
}

function farewell(state: LearnerState, words: Clause): Plan {
  return { ...keep(state, words), endsCall: true };
}

function silentFarewell(state: LearnerState, canText: boolean): Plan {
  if (!canText) return farewell(state, phrases.silentFarewell);
  const text = phrases.tips[state.lesson.turn % phrases.tips.length] ?? '';
  return { ...farewell(state, phrases.silentFarewellWithTip), text };
}

const apologies = {
  hearing: [phrases.hearingTrouble, phrases.hearingTroubleWithText],
  voice: [phrases.speechTrouble, phrases.speechTroubleWithText],
} as const;

function troubled(state: LearnerState, trouble: keyof typeof apologies, canText: boolean): Plan {
  const [apology, apologyWithText] = apologies[trouble];
  if (!canText) return farewell(state, apology);
  return { ...farewell(state, apologyWithText), text: phrases.troubleText };
}

/**
 * Digits gather until they are as many as the answer has, or until #; # alone skips, and 0, with which
 * no answer begins, leads to the menu. Null for what is no part of an answer.
 */
function pressAnswer(
  state: LearnerState,
  lesson: Lesson,
  keyed: string,
  digit: string,
): Plan | null {
  const { keys } = state.lesson;
  if (digit === '#') return keys === '' ? null : lesson.answer(state, keys);
  if (!/^\d$/.test(digit) || (digit === '0' && keys === '')) return null;
  const gathered = keys + digit;
  if (gathered.length >= keyed.length) return lesson.answer(state, gathered);
  return { module: state.module, lesson: { ...state.lesson, keys: gathered }, say: [] };
}
