import type { InteractionRecord, TurnTimes } from '../metrics/index.js';
import type { Clause } from '../tutor/index.js';
import type { Heard } from './engine/events.js';
import type { ReplyInProgress } from './reply-maker.js';

/** What stays the same over a call's records. */
export interface CallFacts {
  readonly callId: string;
  readonly sessionId: string;
  readonly caller: string;
  readonly asr: string;
  readonly llm: string;
  readonly tts: string;
}

const noTimes: TurnTimes = {
  asrMs: null,
  llmMs: null,
  ttsMs: null,
  totalMs: null,
  endpointMs: null,
};

function between(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null ? null : Math.max(0, Math.round(toMs - fromMs));
}

function timesOf(reply: ReplyInProgress, heard: Heard): TurnTimes {
  const { speechEndedAtMs, transcriptAtMs } = heard;
  return {
    asrMs: between(speechEndedAtMs, transcriptAtMs),
    llmMs: between(transcriptAtMs, reply.firstClauseAtMs),
    ttsMs: between(reply.firstClauseAtMs, reply.firstAudioAtMs),
    totalMs: between(speechEndedAtMs, reply.firstSentAtMs),
    endpointMs: between(speechEndedAtMs, reply.releasedAtMs),
  };
}

function inputText(reply: ReplyInProgress): string {
  switch (reply.input.type) {
    case 'speech':
      return reply.input.text;
    case 'key':
      return reply.input.digit;
    case 'connected':
    case 'silence':
    case 'trouble':
      return '';
  }
}

function emotional(reply: ReplyInProgress): Record<string, number> {
  const pauses = reply.heard?.pauses ?? 0;
  return {
    ...(pauses > 0 ? { pauses } : {}),
    ...(reply.input.type === 'silence' ? { silence_step: reply.input.step } : {}),
  };
}

/** How a reply ended. */
export interface TurnOutcome {
  readonly heard: readonly Clause[];
  readonly interrupted: boolean;
  readonly turn: number;
  /** Replies prepared for this turn and thrown away unheard. */
  readonly wastedReplies: number;
  readonly speechEndedAt: Date | null;
}

/** The record of one turn: what was said, what was heard of the answer, how long each stage took. */
export function turnRecord(
  call: CallFacts,
  reply: ReplyInProgress,
  outcome: TurnOutcome,
  when: { timestamp: Date; sessionSeconds: number },
): InteractionRecord {
  const facts = reply.tutorReply.facts();
  return {
    type: reply.input.type === 'connected' ? 'call_started' : 'turn_metrics',
    timestamp: when.timestamp,
    speechEndedAt: outcome.speechEndedAt,
    caller: call.caller,
    callId: call.callId,
    sessionId: call.sessionId,
    turn: outcome.turn,
    module: facts.module,
    userInput: inputText(reply),
    aiResponse: outcome.heard.map((clause) => clause.text).join(' '),
    sessionSeconds: when.sessionSeconds,
    emotional: emotional(reply),
    gamification: facts.gamification,
    times: reply.heard ? timesOf(reply, reply.heard) : noTimes,
    tokensIn: facts.tokensIn,
    tokensOut: facts.tokensOut,
    asrConfidence: reply.heard?.confidence ?? null,
    interrupted: outcome.interrupted,
    wastedReplies: outcome.wastedReplies,
    providers: {
      asr: call.asr,
      llm: facts.model ?? call.llm,
      tts: [...reply.voices].join('+') || call.tts,
    },
    error: reply.error,
  };
}

/** The record of the call's end. It has no turn, so that a call ends once however often it is told. */
export function callEndedRecord(
  call: CallFacts,
  at: { module: string; timestamp: Date; sessionSeconds: number },
): InteractionRecord {
  return {
    type: 'call_ended',
    timestamp: at.timestamp,
    caller: call.caller,
    callId: call.callId,
    sessionId: call.sessionId,
    turn: 0,
    module: at.module,
    userInput: '',
    aiResponse: '',
    sessionSeconds: at.sessionSeconds,
    emotional: {},
    gamification: {},
    times: noTimes,
    tokensIn: 0,
    tokensOut: 0,
    asrConfidence: null,
    interrupted: false,
    providers: { asr: call.asr, llm: call.llm, tts: call.tts },
    error: null,
  };
}
