import type { Utterance } from '../../test/support/audio/exact-recogniser.js';
import { seededRandom } from '../../test/support/audio/mixing.js';
import { conditions, pausable, Speech, type Condition } from './utterances.js';

export const sceneKinds = ['sentence', 'short', 'pause', 'counting', 'barge-in', 'sound'] as const;
export type SceneKind = (typeof sceneKinds)[number];

/** One thing that happens in a conversation, and what is true about it. */
export interface Scene {
  readonly kind: SceneKind;
  readonly condition: Condition;
  readonly utterance: Utterance;
  /** Silence inside the utterance, in ms. */
  readonly pauseMs: number;
  /** For what comes into a reply: the question that is being answered, and after how much of the answer. */
  readonly into: { readonly question: Utterance; readonly afterMs: number } | null;
  /** What the caller says before, so that the tutor asks for this. */
  readonly first: Utterance | null;
}

export interface SceneChoice {
  readonly quick: boolean;
  readonly only: readonly SceneKind[];
  readonly seed: number;
}

export const pausesMs = [300, 500, 700, 900, 1200, 1500, 2000, 3000] as const;
/** What a caller may be silent for in mid-sentence without being cut off. */
export const bearablePauseMs = 1200;

/** Complete sentences that a model answers. */
const sentences = ['i-think-it-is-ten', 'i-went-to-the-market', 'my-sister-is-a-teacher'];
const shorts = { seven: 'Seven.', yes: 'Yes.', two: 'Two.', twelve: 'Twelve.' };
const sounds = { cough: '', 'mm-hm': 'Mm-hm.', okay: 'Okay.' };
const interruptions = {
  'can-you-say-that-again': 'Can you say that again?',
  'it-is-seven': 'It is seven.',
};
export const questionText = 'Why is the sky blue?';
/** After these words the tutor asks to hear somebody count. */
export const readyText = 'Okay.';
const counted = ['seven', 'eight', 'ten'];
const earliestMs = 300;
const latestMs = 5000;

/** The set: every condition, and every pause in every sentence; `quick` takes a part of each. */
export async function makeScenes({ quick, only, seed }: SceneChoice): Promise<Scene[]> {
  const labels = [pausable, shorts, sounds, interruptions].flatMap((group) => Object.keys(group));
  const speech = await Speech.load([...labels, ...counted, 'why-is-the-sky-blue'], seed);
  const set = new SceneSet(speech, seededRandom(seed));
  const chosen = quick ? (['clean', 'street'] as const) : conditions;
  for (const condition of chosen) {
    for (const kind of only) set.add(kind, condition, quick ? 1 : 2);
  }
  return shuffled(set.scenes, seededRandom(seed + 1));
}

class SceneSet {
  readonly scenes: Scene[] = [];

  constructor(
    private readonly speech: Speech,
    private readonly random: () => number,
  ) {}

  add(kind: SceneKind, condition: Condition, times: number): void {
    switch (kind) {
      case 'sentence':
        for (const label of repeated(sentences, 3 * times)) {
          this.plain(kind, condition, this.speech.withPause(label, 0, condition));
        }
        return;
      case 'short':
        for (const [label, text] of repeated(Object.entries(shorts), times)) {
          this.plain(kind, condition, this.speech.whole(label, text, condition));
        }
        return;
      case 'pause':
        for (const pauseMs of pausesMs) this.pauses(condition, pauseMs, times);
        return;
      case 'counting':
        for (const pauseMs of pausesMs) {
          this.counting(condition, pauseMs);
        }
        return;
      case 'barge-in':
        this.into(kind, condition, repeated(Object.entries(interruptions), 4 * times));
        return;
      case 'sound':
        this.into(kind, condition, repeated(Object.entries(sounds), 2 * times));
    }
  }

  private pauses(condition: Condition, pauseMs: number, times: number): void {
    for (const label of Object.keys(pausable).slice(0, 2 * times)) {
      this.plain('pause', condition, this.speech.withPause(label, pauseMs, condition), pauseMs);
    }
  }

  private plain(kind: SceneKind, condition: Condition, utterance: Utterance, pauseMs = 0): void {
    this.scenes.push({ kind, condition, utterance, pauseMs, into: null, first: null });
  }

  private counting(condition: Condition, pauseMs: number): void {
    const first = this.speech.whole('okay', readyText, 'clean');
    const utterance = this.speech.counted(counted, pauseMs, condition);
    this.scenes.push({ kind: 'counting', condition, utterance, pauseMs, into: null, first });
  }

  private into(kind: SceneKind, condition: Condition, said: readonly [string, string][]): void {
    for (const [label, text] of said) {
      const utterance = this.speech.whole(label, text, condition);
      const question = this.speech.whole('why-is-the-sky-blue', questionText, 'clean');
      const afterMs = Math.round(earliestMs + this.random() * (latestMs - earliestMs));
      const into = { question, afterMs };
      this.scenes.push({ kind, condition, utterance, pauseMs: 0, into, first: null });
    }
  }
}

function repeated<T>(items: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => items).flat();
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
