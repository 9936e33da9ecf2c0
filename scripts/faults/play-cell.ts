import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../../src/persistence/index.js';
import type { Recording } from '../../test/support/audio/index.js';
import { recordedTurns, type RecordedTurn } from '../../test/support/server/recorded-turns.js';
import { createTestStores } from '../../test/support/stores.js';
import {
  CallerTimeoutError,
  type CallerPhone,
  type CallReport,
} from '../../test/support/twilio/index.js';
import { BreakableStores } from './breakable-stores.js';
import { nameOf, type Cell } from './cells.js';
import { FaultHouse, type Ground, type Stores } from './fault-house.js';
import {
  bearableSilenceMs,
  endingOf,
  heardTurns,
  unrecorded,
  type CallEnding,
  type HeardTurn,
} from './judge-call.js';
import type { Lift } from './store-faults.js';

/** What became of one cell. */
export interface CellResult {
  readonly cell: string;
  /** The longest silence that nothing explains, in ms. */
  readonly silenceMs: number;
  readonly ending: CallEnding;
  /** The caller's turns as they were heard. */
  readonly heard: readonly HeardTurn[];
  /** The tutor's words on record, turn by turn. */
  readonly said: readonly string[];
  /** Rows of the call's turns. */
  readonly recorded: number;
  /** Turns that were answered and are not on record. */
  readonly unrecorded: readonly string[];
  readonly texts: number;
  /** Requests to vendors that are still under way after the call. */
  readonly unfinished: number;
  /** How many more files and sockets the server holds than before the call. */
  readonly handles: number;
  /** How late the simulator was with its frames (p99, ms): silences may seem as much too long. */
  readonly latenessMs: number;
  /** What misses the target; empty when all is well. */
  readonly breaches: readonly string[];
}

export interface CellPlan {
  /** How many turns the caller takes under the fault; one more follows when it is over. */
  readonly turns: 1 | 2 | 3;
}

/** What the caller says; each is a statement or a question for the model. */
const sayings = ['why-is-the-sky-blue', 'my-sister-is-a-teacher', 'i-went-to-the-market'];
const afterwards = 'why-is-the-sky-blue';
const greetingQuietMs = 900;
/** A caller takes the turn when the tutor was silent for longer than it may be. */
const quietMs = bearableSilenceMs + 200;
const patienceMs = 12_000;
/** After the call: for requests to end, and for records to arrive. */
const settleMs = 3000;
const recordsMs = 40_000;
/** Pools keep some connections to each vendor and store. */
const tolerableHandles = 16;

/** Places a call in which the fault holds for some turns. */
export async function playCell(
  cell: Cell,
  ground: Ground,
  { turns }: CellPlan,
): Promise<CellResult> {
  const stores = await (cell.kind === 'store' ? BreakableStores.start() : createTestStores());
  try {
    await migrate(stores.databaseUrl);
    const house = await FaultHouse.open(
      ground,
      stores,
      cell.kind === 'vendor' ? cell.environment : {},
    );
    try {
      const labels = [...sayings.slice(0, turns), afterwards];
      return await judged(cell, ground, { house, stores, labels });
    } finally {
      await house.close();
    }
  } finally {
    await stores.close();
  }
}

interface Scene {
  readonly house: FaultHouse;
  readonly stores: Stores;
  /** The recordings that the caller says; the last one when the fault is over. */
  readonly labels: readonly string[];
}

async function judged(cell: Cell, ground: Ground, scene: Scene): Promise<CellResult> {
  const { house, stores, labels } = scene;
  const refusal = await boot(cell, scene);
  const handlesBefore = await house.handles();
  const report = await call(cell, ground, scene);
  const rows = await rowsOf(report, stores);
  const unfinished = await unfinishedAfter(house, settleMs);
  const heard = heardTurns(report);
  const words = labels.map((label, index) =>
    cell.place.startsWith('asr') && index < labels.length - 1
      ? null
      : (ground.speech.words.get(label) ?? null),
  );
  const turnRows = rows.filter(({ interaction_type: type }) => type === 'turn_metrics');
  const facts = {
    cell: nameOf(cell),
    silenceMs: Math.max(0, ...heard.map(({ silenceMs }) => silenceMs)),
    ending: endingOf(report, heard, labels.length),
    heard,
    said: [...refusal, ...turnRows.map(({ ai_response: text }) => text)],
    recorded: turnRows.length,
    unrecorded: unrecorded(heard, words, rows),
    texts: house.texts,
    unfinished,
    handles: (await house.handles()) - handlesBefore,
    latenessMs: Math.round(report.lateness.p99Ms),
  };
  return { ...facts, breaches: breachesOf(facts, await house.isAlive()) };
}

/** Starts the server; gives its words when the fault of the cell let it start at the second time only. */
async function boot(cell: Cell, { house, stores }: Scene): Promise<string[]> {
  if (cell.kind !== 'store' || !cell.atBoot || !(stores instanceof BreakableStores)) {
    await house.startServer();
    return [];
  }
  const lift = await cell.strike(stores);
  const words = await house.startServer().then(
    () => [],
    (error: unknown) => [lastLine(error)],
  );
  await lift();
  if (words.length > 0) await house.startServer();
  return words;
}

async function call(cell: Cell, ground: Ground, scene: Scene): Promise<CallReport> {
  const { house, stores, labels } = scene;
  const lifts: Lift[] = [];
  const recordings = labels.map((label) => recordingOf(ground, label));
  const placed = house.twilio.placeCall({
    from: '+250788000001',
    to: '+14155550100',
    caller: async (phone) => {
      await phone.untilTutorFinishes(greetingQuietMs);
      lifts.push(await strike(cell, house, stores));
      for (const recording of recordings.slice(0, -1)) await sayAndListen(phone, recording);
      await lifts.pop()?.();
      for (const recording of recordings.slice(-1)) await sayAndListen(phone, recording);
    },
  });
  const report = await placed.finished;
  await lifts.pop()?.();
  return report;
}

async function strike(cell: Cell, house: FaultHouse, stores: Stores): Promise<Lift> {
  if (cell.kind === 'vendor') return cell.strike(house.vendors);
  if (cell.atBoot || !(stores instanceof BreakableStores)) return () => undefined;
  return cell.strike(stores);
}

/** A tutor that stays silent is an outcome; the caller tries the next thing. */
async function sayAndListen(phone: CallerPhone, recording: Recording): Promise<void> {
  await phone.say(recording);
  await phone.untilTutorFinishes(quietMs, patienceMs).catch((error: unknown) => {
    if (!(error instanceof CallerTimeoutError)) throw error;
  });
}

/** The rows of the call, once its end is among them. */
async function rowsOf({ callSid }: CallReport, stores: Stores): Promise<RecordedTurn[]> {
  const untilMs = performance.now() + recordsMs;
  for (;;) {
    const rows = await recordedTurns(stores.databaseUrl, [callSid]);
    const isWhole = rows.some(({ interaction_type: type }) => type === 'call_ended');
    if (isWhole || performance.now() > untilMs) return rows;
  }
}

async function unfinishedAfter(house: FaultHouse, waitMs: number): Promise<number> {
  const untilMs = performance.now() + waitMs;
  for (;;) {
    const unfinished = await house.vendors.unfinished();
    if (unfinished === 0 || performance.now() > untilMs) return unfinished;
    await pause(100);
  }
}

function breachesOf(facts: Omit<CellResult, 'breaches'>, isAlive: boolean): string[] {
  const { silenceMs, ending, unrecorded: missing, unfinished, handles, latenessMs } = facts;
  const isKind = ending === 'goes on' || ending === 'ends kindly';
  return [
    ...(silenceMs > bearableSilenceMs + latenessMs ? [`${silenceMs} ms of silence`] : []),
    ...(isKind ? [] : [`the call ${ending}`]),
    ...missing.map((label) => `${label} is not on record`),
    ...(unfinished > 0 ? [`${unfinished} requests go on after the call`] : []),
    ...(handles > tolerableHandles ? [`${handles} handles more than before`] : []),
    ...(isAlive ? [] : ['the server does not answer']),
  ];
}

function recordingOf({ speech }: Ground, label: string): Recording {
  const found = speech.recordings.find((recording) => recording.label === label);
  if (!found) throw new Error(`There is no recording ${label}.wav.`);
  return found;
}

function lastLine(error: unknown): string {
  return (
    String(error instanceof Error ? error.message : error)
      .split('\n')
      .at(-1) ?? ''
  );
}
