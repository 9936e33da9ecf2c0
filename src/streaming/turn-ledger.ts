import type { Clause } from '../tutor/index.js';
import type { CallRooms } from './call-rooms.js';
import type { ReplyInProgress } from './reply-maker.js';
import { callEndedRecord, turnRecord, type CallFacts } from './turn-report.js';

/** Counts the turns of one call and puts each on record, redacted further on. */
export class TurnLedger {
  private readonly startedAtMs: number;
  private wastedReplies = 0;

  constructor(
    private readonly facts: CallFacts,
    private readonly rooms: Pick<CallRooms, 'recorder' | 'log' | 'clock'>,
    /** Turns so far, also before the call was picked up again. */
    private turn: number,
  ) {
    this.startedAtMs = rooms.clock.now();
  }

  get turns(): number {
    return this.turn;
  }

  /** A reply was prepared for this turn and thrown away unheard. */
  noteWaste(): void {
    this.wastedReplies++;
  }

  /** A reply is over, of which this was heard. */
  conclude(reply: ReplyInProgress, heard: readonly Clause[], interrupted: boolean): void {
    if (reply.input.type !== 'connected') this.turn++;
    const { turn, wastedReplies, rooms } = this;
    const speechEndedAt = this.dateOf(reply.heard?.speechEndedAtMs);
    const outcome = { heard, interrupted, turn, wastedReplies, speechEndedAt };
    const record = turnRecord(this.facts, reply, outcome, this.elapsed());
    rooms.recorder.record(record);
    const { times, module } = record;
    rooms.log.info('turn', { ...times, module, interrupted, wastedReplies });
    this.wastedReplies = 0;
  }

  /** The call is over. */
  end(module: string): void {
    this.rooms.recorder.record(callEndedRecord(this.facts, { module, ...this.elapsed() }));
  }

  private dateOf(atMs: number | undefined): Date | null {
    const { clock } = this.rooms;
    return atMs === undefined ? null : new Date(clock.date().getTime() - (clock.now() - atMs));
  }

  private elapsed(): { timestamp: Date; sessionSeconds: number } {
    const { clock } = this.rooms;
    return {
      timestamp: clock.date(),
      sessionSeconds: Math.round((clock.now() - this.startedAtMs) / 1000),
    };
  }
}
