import type { Stretch } from '../../audio/index.js';
import type { SpokenTurn } from '../media/microphone.js';
import type { CallEvent } from '../timeline.js';

/** A hole between two pieces of tutor audio: nothing was queued, then more came. */
export interface PlaybackGap extends Stretch {
  readonly durationMs: number;
  /** The last mark that was reached since the audio before the gap began. */
  readonly afterMark: string | undefined;
  /** The queue was emptied by `clear`, so that the gap was meant. */
  readonly afterClear: boolean;
}

/** A turn as the caller lived it. Times are milliseconds since the call was placed. */
export interface TurnMeasurement extends SpokenTurn {
  /** First reply audio to reach the simulator after the caller's last word. */
  readonly firstByteMs: number | null;
  /** First audible moment of the reply; silence at the head of its audio does not count. */
  readonly replyHeardMs: number | null;
  /** Last word of the caller → first audible moment of the reply. Negative: it spoke too early. */
  readonly totalMs: number | null;
  readonly replyEndedMs: number | null;
  readonly replyDurationMs: number | null;
  /** Holes of more than 20 ms within the reply. */
  readonly gaps: readonly PlaybackGap[];
  /** Longest inaudible stretch within the reply, pauses between sentences included. */
  readonly longestSilenceMs: number;
  /** First word of the caller → playback silent, when the caller spoke into the tutor's speech. */
  readonly bargeInMs: number | null;
}

/** What is measured, all on the clock of the call. */
export interface CallAudio {
  readonly turns: readonly SpokenTurn[];
  /** When tutor audio was played from the queue, in order. */
  readonly played: readonly Stretch[];
  /** When the tutor was audible, in order. */
  readonly audible: readonly Stretch[];
  readonly arrivalsMs: readonly number[];
  readonly gaps: readonly PlaybackGap[];
}

/** A silence that long ends a reply: what comes after it is a new one, such as a reprompt. */
export const replyEndSilenceMs = 1_500;
/** The ear does not notice a shorter hole. */
const smallestGapMs = 20;
/** Playback that resumes so soon was not stopped. */
const stoppedMs = 60;
const sentencePauseMs = 500;

/** Every hole in the tutor's audio that is longer than 20 ms and does not end a reply. */
export function playbackGaps(
  played: readonly Stretch[],
  events: readonly CallEvent[],
): PlaybackGap[] {
  return played.slice(1).flatMap((later, index) => {
    const earlier = played[index];
    const durationMs = later.startMs - (earlier?.endMs ?? 0);
    if (!earlier || durationMs <= smallestGapMs || durationMs >= replyEndSilenceMs) return [];
    const during = events.filter(
      ({ atMs }) => atMs > earlier.startMs && atMs <= later.startMs + smallestGapMs,
    );
    return [
      {
        startMs: earlier.endMs,
        endMs: later.startMs,
        durationMs,
        afterMark: during.findLast((event) => event.type === 'mark')?.name,
        afterClear: during.some((event) => event.type === 'clear'),
      },
    ];
  });
}

export function measureTurns(call: CallAudio): TurnMeasurement[] {
  return call.turns.map((turn, index) => measureTurn(turn, call.turns[index + 1], call));
}

function measureTurn(
  turn: SpokenTurn,
  next: SpokenTurn | undefined,
  call: CallAudio,
): TurnMeasurement {
  const runs = joinedRuns(call.played);
  const interrupted = findInterrupted(turn, call, runs);
  return {
    ...turn,
    firstByteMs: call.arrivalsMs.find((ms) => ms >= turn.speechEndedMs) ?? null,
    ...measureReply(turn, findReply(turn, next, call, runs), call),
    bargeInMs: interrupted ? interrupted.endMs - turn.speechStartedMs : null,
  };
}

type ReplyMeasurement = Omit<TurnMeasurement, keyof SpokenTurn | 'firstByteMs' | 'bargeInMs'>;

function measureReply(
  { speechEndedMs }: SpokenTurn,
  reply: Stretch | undefined,
  { gaps, audible }: CallAudio,
): ReplyMeasurement {
  if (!reply) return noReply;
  return {
    replyHeardMs: reply.startMs,
    totalMs: reply.startMs - speechEndedMs,
    replyEndedMs: reply.endMs,
    replyDurationMs: reply.endMs - reply.startMs,
    gaps: gaps.filter((gap) => isWithin(gap, reply)),
    longestSilenceMs: longestSilence(audible, reply),
  };
}

const noReply: ReplyMeasurement = {
  replyHeardMs: null,
  totalMs: null,
  replyEndedMs: null,
  replyDurationMs: null,
  gaps: [],
  longestSilenceMs: 0,
};

/**
 * The reply is the first speech that began after the caller's last word, or that began while the caller
 * spoke and was still going on at the last word. It lasts until a long silence or the next turn's answer.
 */
function findReply(
  turn: SpokenTurn,
  next: SpokenTurn | undefined,
  { audible }: CallAudio,
  runs: readonly Stretch[],
): Stretch | undefined {
  const run = runs.find(
    ({ startMs, endMs }) => startMs >= turn.speechStartedMs && endMs > turn.speechEndedMs,
  );
  if (!run) return undefined;
  const limitMs = next?.speechEndedMs ?? Infinity;
  const heard = audible.filter(({ startMs }) => startMs >= run.startMs && startMs < limitMs);
  const [first] = heard;
  if (!first) return undefined;
  let endMs = first.endMs;
  for (const stretch of heard) {
    if (stretch.startMs - endMs >= replyEndSilenceMs) break;
    endMs = stretch.endMs;
  }
  return { startMs: first.startMs, endMs };
}

/** The caller's first word fell into tutor audio that was audible, but for a pause between sentences. */
function findInterrupted(
  { speechStartedMs }: SpokenTurn,
  { audible }: CallAudio,
  runs: readonly Stretch[],
): Stretch | undefined {
  const run = runs.find(
    ({ startMs, endMs }) => startMs <= speechStartedMs && speechStartedMs < endMs,
  );
  const isAudible = audible.some(
    ({ startMs, endMs }) => run && startMs < run.endMs && endMs > speechStartedMs - sentencePauseMs,
  );
  return isAudible ? run : undefined;
}

function joinedRuns(played: readonly Stretch[]): Stretch[] {
  const runs: Stretch[] = [];
  for (const stretch of played) {
    const last = runs.at(-1);
    if (last && stretch.startMs - last.endMs <= stoppedMs) {
      runs[runs.length - 1] = { startMs: last.startMs, endMs: stretch.endMs };
    } else runs.push(stretch);
  }
  return runs;
}

function longestSilence(audible: readonly Stretch[], reply: Stretch): number {
  const heard = audible.filter((stretch) => isWithin(stretch, reply));
  const silences = heard.slice(1).map(({ startMs }, index) => startMs - (heard[index]?.endMs ?? 0));
  return Math.max(0, ...silences);
}

function isWithin({ startMs, endMs }: Stretch, outer: Stretch): boolean {
  return startMs >= outer.startMs && endMs <= outer.endMs;
}
