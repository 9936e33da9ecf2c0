import type { TutorState } from '../../tutor/index.js';
import { parseTutorState } from './parse-tutor-state.js';
import { writeTutorState } from './write-tutor-state.js';

/** What changes from turn to turn. */
export interface CallProgress {
  /** No turn has a higher number; 0 before the first. */
  readonly turn: number;
  /** Null until the tutor has spoken with this caller. */
  readonly tutor: TutorState | null;
  readonly bargeIns: {
    /** The tutor is silenced and it is being decided whether the caller interrupts. */
    readonly active: boolean;
    readonly real: number;
    readonly falseAlarms: number;
  };
}

/** All that an instance needs to go on with a call that another one began. */
export interface CallState extends CallProgress {
  readonly callSid: string;
  /** Stays the same however often the call is resumed. */
  readonly sessionId: string;
  /** The caller's pseudonym. */
  readonly caller: string;
  readonly startedAt: Date;
  /** Over for good, hung up by either side: it is not to be resumed. */
  readonly ended: boolean;
  /** Media streams that have started for this call. */
  readonly streams: number;
}

/** More turns than a stream may take without saving one of them. */
const turnsPerStream = 1000;

/** A Redis hash as ioredis reads it: empty when there is none. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** The call that `fields` describe, or null when they describe none. */
export function readCallState(callSid: string, fields: Fields): CallState | null {
  const { caller, sessionId, startedAt } = fields;
  if (!caller || !sessionId || !startedAt || Number.isNaN(Date.parse(startedAt))) return null;
  return {
    callSid,
    sessionId,
    caller,
    startedAt: new Date(startedAt),
    turn: highestTurn(fields),
    tutor: parseTutorState(fields['tutor']),
    bargeIns: {
      active: fields['bargeInActive'] === '1',
      real: count(fields['bargeInsReal']),
      falseAlarms: count(fields['bargeInsFalse']),
    },
    ended: fields['ended'] === '1' || fields['closed'] === '1',
    streams: count(fields['streams']),
  };
}

/**
 * A turn is on record before it is saved, and what is saved may be lost: so each stream has numbers of its
 * own, above those of the streams before it.
 */
function highestTurn(fields: Fields): number {
  const earlierStreams = count(fields['streams']) * turnsPerStream;
  return Math.max(count(fields['turn']), count(fields['turnsFrom']) + earlierStreams);
}

export function writeProgress({ turn, tutor, bargeIns }: CallProgress): Record<string, string> {
  return {
    turn: String(turn),
    ...(tutor && { tutor: writeTutorState(tutor) }),
    bargeInActive: bargeIns.active ? '1' : '0',
    bargeInsReal: String(bargeIns.real),
    bargeInsFalse: String(bargeIns.falseAlarms),
  };
}

function count(text: string | undefined): number {
  const value = Number(text ?? 0);
  return Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
