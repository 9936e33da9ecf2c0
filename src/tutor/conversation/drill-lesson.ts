import {
  afterGivingUp,
  afterRight,
  afterWrongTry,
  moveOn,
  openItem,
  type DrillProgress,
} from '../drill/drill-progress.js';
import { fixed, type Drill, type Verdict } from '../drill/drill.js';
import type { Plan } from '../plan.js';
import type { DrillModule, LearnerState } from '../tutor-state.js';
import type { Clause, Fit } from '../tutor.js';
import {
  another,
  encouragements,
  goodTry,
  harder,
  noMatter,
  notCaught,
  praises,
  varied,
} from './phrases.js';

/** What a lesson can do in a conversation. Pure: each method says what comes after `state`. */
export interface Lesson {
  /** Welcomes the learner and asks the open item, where they left it. */
  enter(state: LearnerState): Plan;
  /** Asks the open item again; with its hint when a try has failed. */
  askAgain(state: LearnerState, ...before: readonly Clause[]): Plan;
  askWithHint(state: LearnerState, ...before: readonly Clause[]): Plan;
  isRight(state: LearnerState, said: string): boolean;
  /** What was said so far to the open item. */
  fit(state: LearnerState, said: string): Fit;
  /**
   * Judges what was said. A question of which nothing was heard can be answered right by chance, but
   * not wrong: it is asked again.
   */
  answer(state: LearnerState, said: string): Plan;
  /** The learner says that they do not know. */
  stuck(state: LearnerState): Plan;
  /** Leaves the open item for the next. */
  skip(state: LearnerState): Plan;
  /** What is to be keyed as the answer of the open item; null when keys cannot say it. */
  keyed(state: LearnerState): string | null;
}

/** How much longer than others a learner of the first levels is waited for. */
const PATIENCE = [1.25, 1.1];
/** Failed tries at an item before its solution is told. */
const TRIES = 2;
/** Unclear inputs in a row at which a hint is given, and at which the item is left. */
const UNCLEAR_HINT = 2;
const UNCLEAR_LEAVE = 3;

/** The conversation around a drill. */
export class DrillLesson<Item> implements Lesson {
  constructor(
    private readonly module: DrillModule,
    private readonly drill: Drill<Item>,
  ) {}

  enter(state: LearnerState): Plan {
    return this.plan(state, [fixed(this.drill.welcome)], this.progress(state));
  }

  askAgain(state: LearnerState, ...before: readonly Clause[]): Plan {
    const progress = this.progress(state);
    const hint = progress.tries > 0 ? [this.hint(state)] : [];
    return this.plan(state, [...before, ...hint], progress);
  }

  askWithHint(state: LearnerState, ...before: readonly Clause[]): Plan {
    return this.plan(state, [...before, this.hint(state)], this.progress(state));
  }

  isRight(state: LearnerState, said: string): boolean {
    return this.judge(state, said).kind === 'right';
  }

  fit(state: LearnerState, said: string): Fit {
    const patience = PATIENCE[this.progress(state).level] ?? 1;
    if (state.openQuestion === null) return { answer: null, patience };
    if (this.isRight(state, said)) return { answer: 'whole', patience };
    return { answer: this.drill.mayGoOn(this.item(state), said), patience };
  }

  answer(state: LearnerState, said: string): Plan {
    const verdict = this.judge(state, said);
    if (verdict.kind === 'right') return this.right(state);
    if (state.openQuestion === null) return this.askAgain(state);
    if (verdict.kind === 'unclear') return this.unclear(state);
    const encouragement = varied(encouragements, state.lesson.turn);
    return this.failed(state, encouragement, verdict.missed);
  }

  stuck(state: LearnerState): Plan {
    return this.failed(state, noMatter, []);
  }

  skip(state: LearnerState): Plan {
    return this.plan(state, [another], moveOn(this.progress(state)));
  }

  keyed(state: LearnerState): string | null {
    return this.drill.keyed(this.item(state));
  }

  private right(state: LearnerState): Plan {
    const before = this.progress(state);
    const after = afterRight(before, this.drill.levels.length);
    const praise = varied(praises, state.lesson.turn);
    return this.plan(state, after.level > before.level ? [praise, harder] : [praise], after);
  }

  private failed(state: LearnerState, comment: Clause, missed: readonly string[]): Plan {
    const item = this.item(state);
    const progress = this.progress(state);
    if (progress.tries + 1 >= TRIES) {
      const solution = fixed(this.drill.solution(item));
      return this.plan(state, [goodTry, solution], afterGivingUp(progress));
    }
    const hint = fixed(this.drill.hint(item, missed));
    return this.plan(state, [comment, hint], afterWrongTry(progress));
  }

  private unclear(state: LearnerState): Plan {
    const unclear = state.lesson.unclear + 1;
    if (unclear >= UNCLEAR_LEAVE) return this.skip(state);
    const plan =
      unclear >= UNCLEAR_HINT
        ? this.askWithHint(state, notCaught)
        : this.askAgain(state, notCaught);
    return { ...plan, lesson: { ...plan.lesson, unclear } };
  }

  private plan(state: LearnerState, say: readonly Clause[], progress: DrillProgress): Plan {
    const { module, drill } = this;
    return {
      module,
      lesson: {
        ...state.lesson,
        turn: state.lesson.turn + 1,
        unclear: 0,
        keys: '',
        [module]: progress,
      },
      say,
      asks: fixed(drill.question(openItem(drill.levels, progress))),
    };
  }

  private judge(state: LearnerState, said: string): Verdict {
    return this.drill.judge(this.item(state), said);
  }

  private hint(state: LearnerState): Clause {
    return fixed(this.drill.hint(this.item(state), []));
  }

  private item(state: LearnerState): Item {
    return openItem(this.drill.levels, this.progress(state));
  }

  private progress(state: LearnerState): DrillProgress {
    return state.lesson[this.module];
  }
}
