import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';
import type { Meter } from '../common/meter.js';
import type { TurnRecorder } from '../metrics/index.js';
import type {
  EndOfTurnDetector,
  SpeechRecognizer,
  SpeechSynthesizer,
  VoiceActivityDetector,
} from '../speech/index.js';
import type { Tutor } from '../tutor/index.js';
import type { TurnPolicy } from './engine/policy.js';

/** What a call needs of the house. */
export interface CallRooms {
  readonly recognizer: SpeechRecognizer;
  readonly synthesizer: SpeechSynthesizer;
  readonly detector: VoiceActivityDetector;
  /** Judges by the voice whether a caller has finished; null to go by the words alone. */
  readonly judge: Pick<EndOfTurnDetector, 'completion'> | null;
  readonly tutor: Tutor;
  readonly recorder: TurnRecorder;
  readonly policy: TurnPolicy;
  /** How far ahead of the caller's ear audio is sent. */
  readonly playbackAheadMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
}
