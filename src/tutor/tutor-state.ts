import { newProgress, type DrillProgress } from './drill/drill-progress.js';
import type { TutorState } from './tutor.js';

export const drillModules = ['maths', 'repeat'] as const;
export type DrillModule = (typeof drillModules)[number];

export const moduleNames = ['menu', ...drillModules, 'ask'] as const;
export type ModuleName = (typeof moduleNames)[number];

/** What a learner's state holds beside the conversation. */
export type LearnerProgress = Readonly<{
  /** Replies so far: varies the wording. */
  turn: number;
  /** Inputs in a row that meant nothing. */
  unclear: number;
  /** Digits pressed that are not yet an answer. */
  keys: string;
}> &
  Readonly<Record<DrillModule, DrillProgress>>;

/** The tutor's state as this version of the tutor writes it. */
export interface LearnerState extends TutorState {
  readonly module: ModuleName;
  readonly lesson: LearnerProgress;
}

export const newLearner: LearnerState = {
  module: 'menu',
  lesson: { turn: 0, unclear: 0, keys: '', maths: newProgress, repeat: newProgress },
  history: [],
  openQuestion: null,
};

/** The state that was saved, or a new one if another version of the tutor saved something else. */
export function restore(state: TutorState): LearnerState {
  return isLearnerState(state) ? state : newLearner;
}

function isLearnerState(state: unknown): state is LearnerState {
  return (
    isRecord(state) &&
    moduleNames.some((name) => name === state['module']) &&
    isProgress(state['lesson']) &&
    Array.isArray(state['history']) &&
    state['history'].every(isHistoryEntry) &&
    (state['openQuestion'] === null || typeof state['openQuestion'] === 'string')
  );
}

function isProgress(lesson: unknown): boolean {
  return (
    isRecord(lesson) &&
    isCount(lesson['turn']) &&
    isCount(lesson['unclear']) &&
    typeof lesson['keys'] === 'string' &&
    drillModules.every((name) => isDrillProgress(lesson[name]))
  );
}

const counts = [
  'level',
  'tries',
  'streak',
  'misses',
  'right',
  'answered',
] as const satisfies readonly (keyof DrillProgress)[];

function isDrillProgress(progress: unknown): boolean {
  return (
    isRecord(progress) &&
    Array.isArray(progress['done']) &&
    progress['done'].every(isCount) &&
    counts.every((name) => isCount(progress[name]))
  );
}

function isHistoryEntry(entry: unknown): boolean {
  return (
    isRecord(entry) &&
    (entry['role'] === 'caller' || entry['role'] === 'tutor') &&
    typeof entry['text'] === 'string'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** More than a lifetime of turns. */
const MAX_COUNT = 1_000_000;

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_COUNT;
}
