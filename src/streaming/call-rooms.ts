import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';
import type { TurnRecorder } from '../metrics/index.js';
import type {
  SpeechRecognizer,
  SpeechSynthesizer,
  VoiceActivityDetector,
} from '../speech/index.js';
import type { Tutor } from '../tutor/index.js';
import type { TurnPolicy } from './engine/policy.js';

/** Gives the chance, 0 to 1, that the caller has finished, from up to 8 s of mu-law at 8 kHz. */
export interface EndOfTurnJudge {
  completion(audio: Uint8Array, signal: AbortSignal): Promise<number>;
}

/** What a call needs of the house. */
export interface CallRooms {
  readonly recognizer: SpeechRecognizer;
  readonly synthesizer: SpeechSynthesizer;
  readonly detector: VoiceActivityDetector;
  /** Judges by the voice whether a caller has finished; null to go by the words alone. */
  readonly judge: EndOfTurnJudge | null;
  readonly tutor: Tutor;
  readonly recorder: TurnRecorder;
  readonly policy: TurnPolicy;
  /** How far ahead of the caller's ear audio is sent. */
  readonly playbackAheadMs: number;
  readonly clock: Clock;
  readonly log: Log;
}
