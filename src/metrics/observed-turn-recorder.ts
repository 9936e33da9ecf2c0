import type { Log } from '../common/log.js';
import type { InteractionRecord, TurnRecorder } from './turn-record.js';

/** What may be known of a record outside the stores: none of the words, and not whose they are. */
export type FinishedTurn = Pick<InteractionRecord, (typeof known)[number]>;

const known = [
  'type',
  'timestamp',
  'speechEndedAt',
  'callId',
  'turn',
  'module',
  'times',
  'tokensIn',
  'tokensOut',
  'interrupted',
  'wastedReplies',
  'providers',
  'error',
] as const satisfies readonly (keyof InteractionRecord)[];

export type TurnObserver = (turn: FinishedTurn) => void;

/** Lets others look at each record on its way to the recorder. */
export class ObservedTurnRecorder implements TurnRecorder {
  private readonly observers = new Set<TurnObserver>();

  constructor(
    private readonly recorder: TurnRecorder,
    private readonly log: Log,
  ) {}

  /** The observer must not wait; one that throws is logged and keeps nothing from being recorded. */
  observe(observer: TurnObserver): void {
    this.observers.add(observer);
  }

  record(record: InteractionRecord): void {
    this.recorder.record(record);
    const turn = Object.fromEntries(known.map((name) => [name, record[name]]));
    for (const observer of this.observers) {
      try {
        observer(turn as unknown as FinishedTurn);
      } catch (err) {
        this.log.error('a finished turn could not be measured', { err });
      }
    }
  }
}
