/** The thresholds of conversation; times in ms. `.env.template` explains each. */
export interface TurnPolicy {
  /** Length of one VAD window. */
  readonly windowMs: number;
  /** A VAD probability from here on is voice … */
  readonly voiceThreshold: number;
  /** … and once somebody talks, they go on talking down to here. */
  readonly silenceThreshold: number;
  readonly speechStartMs: number;
  readonly bargeInStartMs: number;
  readonly bargeInCommitMs: number;
  readonly triggerMs: number;
  readonly minWaitMs: number;
  readonly maxWaitMs: number;
  /** Whether the words decide the wait, and whether the caller's own pauses do. */
  readonly usesWords: boolean;
  readonly usesCaller: boolean;
  /** Replies that may be prepared in vain before the caller has finished. */
  readonly speculationLimit: number;
  readonly greetingInterruptible: boolean;
  /** A wait of this length is bridged by a word, and again at this distance, so many times. */
  readonly fillerAfterMs: number;
  readonly fillerEveryMs: number;
  readonly fillerLimit: number;
  readonly utteranceMaxMs: number;
  /** Audio kept from before the voice was noticed, so that no first consonant is lost. */
  readonly prerollMs: number;
  readonly silenceRepromptMs: number;
  readonly callLimitMs: number;
}
