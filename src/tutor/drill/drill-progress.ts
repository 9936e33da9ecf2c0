/** Where a learner stands in one drill. Plain data: it is saved at every turn. */
export type DrillProgress = Readonly<{
  level: number;
  /** For each level, how many of its items have been done; goes on counting when they repeat. */
  done: readonly number[];
  /** Failed tries at the open item. */
  tries: number;
  /** Items right at the first try in a row, and items given up in a row. */
  streak: number;
  misses: number;
  /** Since the first call. */
  right: number;
  answered: number;
}>;

/** Right answers in a row that lead up a level, and items given up in a row that lead down. */
const STEP_UP = 2;
const STEP_DOWN = 2;

export const newProgress: DrillProgress = {
  level: 0,
  done: [],
  tries: 0,
  streak: 0,
  misses: 0,
  right: 0,
  answered: 0,
};

/** The open item: the next one of the level, from the start again when all are done. */
export function openItem<Item>(
  levels: readonly (readonly Item[])[],
  { level, done }: DrillProgress,
): Item {
  const items = levels[Math.min(level, levels.length - 1)] ?? [];
  const item = items[(done[level] ?? 0) % items.length];
  if (item === undefined) throw new RangeError('a level of a lesson pack is empty');
  return item;
}

export function afterRight(progress: DrillProgress, levelCount: number): DrillProgress {
  const streak = progress.tries === 0 ? progress.streak + 1 : 0;
  const isReady = streak > 0 && streak % STEP_UP === 0;
  return {
    ...moveOn(progress),
    level: isReady ? Math.min(progress.level + 1, levelCount - 1) : progress.level,
    streak,
    misses: 0,
    right: progress.right + 1,
    answered: progress.answered + 1,
  };
}

export function afterWrongTry(progress: DrillProgress): DrillProgress {
  return { ...progress, tries: progress.tries + 1, streak: 0 };
}

export function afterGivingUp(progress: DrillProgress): DrillProgress {
  const misses = progress.misses + 1;
  const isTooHard = misses % STEP_DOWN === 0;
  return {
    ...moveOn(progress),
    level: isTooHard ? Math.max(progress.level - 1, 0) : progress.level,
    streak: 0,
    misses,
    answered: progress.answered + 1,
  };
}

/** Leaves the item without judging it. */
export function moveOn(progress: DrillProgress): DrillProgress {
  const { level } = progress;
  const count = Math.max(progress.done.length, level + 1);
  const done = Array.from({ length: count }, (_, at) => {
    return (progress.done[at] ?? 0) + (at === level ? 1 : 0);
  });
  return { ...progress, done, tries: 0 };
}

/** For the turn's record: `mastery` is the share of items that were right, in percent. */
export function gamificationOf(progress: DrillProgress): Readonly<Record<string, number>> {
  const { streak, level, right, answered } = progress;
  const mastery = answered === 0 ? 0 : Math.round((100 * right) / answered);
  return { streak, mastery, level: level + 1, right, answered };
}
