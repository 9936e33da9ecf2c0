/** Times of one turn in whole milliseconds; null where the stage did not happen. DESIGN: definitions. */
export interface TurnTimes {
  /** End of the caller's speech → final transcript. */
  readonly asrMs: number | null;
  /** Transcript → first speakable clause. */
  readonly llmMs: number | null;
  /** That clause → first audio byte from the synthesizer. */
  readonly ttsMs: number | null;
  /** End of the caller's speech → first reply audio handed to the socket. */
  readonly totalMs: number | null;
  /** End of the caller's speech → the decision that the turn is over. */
  readonly endpointMs: number | null;
}

export type InteractionType = 'turn_metrics' | 'call_started' | 'call_ended';

/** One row of `user_sessions`, before redaction. */
export interface InteractionRecord {
  readonly type: InteractionType;
  readonly timestamp: Date;
  /** When the caller ended their speech; null where the turn had none. */
  readonly speechEndedAt?: Date | null;
  /** HMAC pseudonym of the caller's number, never the number. */
  readonly caller: string;
  readonly callId: string;
  readonly sessionId: string;
  /** Counts from 1, higher after a resume; a session event takes the number of the next turn. */
  readonly turn: number;
  readonly module: string;
  readonly userInput: string;
  readonly aiResponse: string;
  /** Seconds since the call was answered. */
  readonly sessionSeconds: number;
  readonly emotional: Readonly<Record<string, number>>;
  readonly gamification: Readonly<Record<string, number>>;
  readonly times: TurnTimes;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly asrConfidence: number | null;
  readonly interrupted: boolean;
  readonly providers: { readonly asr: string; readonly llm: string; readonly tts: string };
  /** Replies prepared for this turn and thrown away because the caller went on. */
  readonly wastedReplies?: number;
  /** A code of `common/errors.ts`, or null. */
  readonly error: string | null;
}

/** Where finished turns go. Never throws and never waits: the audio path calls it. */
export interface TurnRecorder {
  record(record: InteractionRecord): void;
}

export const TURN_RECORDER = Symbol('TURN_RECORDER');
