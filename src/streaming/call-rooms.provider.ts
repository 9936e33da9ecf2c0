import type { Provider } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { LOG, type Log } from '../common/log.js';
import { MeterRelay, type Meter } from '../common/meter.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { CHAT_MODEL, type ChatModel } from '../llm/index.js';
import { TURN_RECORDER, type TurnRecorder } from '../metrics/index.js';
import {
  END_OF_TURN_DETECTOR,
  SPEECH_RECOGNIZER,
  SPEECH_SYNTHESIZER,
  VOICE_ACTIVITY_DETECTOR,
  type EndOfTurnDetector,
  type SpeechRecognizer,
  type SpeechSynthesizer,
  type VoiceActivityDetector,
} from '../speech/index.js';
import { TUTOR, type Tutor } from '../tutor/index.js';
import type { CallRooms } from './call-rooms.js';
import { turnPolicy } from './turn-policy.js';

/** What every call of this process shares, and the names of the engines for its records. */
export interface HouseOfCalls {
  readonly rooms: CallRooms;
  readonly engines: { readonly asr: string; readonly llm: string; readonly tts: string };
}

export const CALL_ROOMS = Symbol('CALL_ROOMS');

type Injected = [
  Settings,
  Clock,
  Log,
  Meter,
  Tutor,
  TurnRecorder,
  ChatModel | null,
  SpeechRecognizer,
  SpeechSynthesizer,
  VoiceActivityDetector,
  EndOfTurnDetector | null,
];

export const callRoomsProvider: Provider = {
  provide: CALL_ROOMS,
  inject: [
    SETTINGS,
    CLOCK,
    LOG,
    MeterRelay,
    TUTOR,
    TURN_RECORDER,
    CHAT_MODEL,
    SPEECH_RECOGNIZER,
    SPEECH_SYNTHESIZER,
    VOICE_ACTIVITY_DETECTOR,
    END_OF_TURN_DETECTOR,
  ],
  useFactory: (
    ...[settings, clock, log, meter, tutor, recorder, model, ...speech]: Injected
  ): HouseOfCalls => {
    const [recognizer, synthesizer, detector, judge] = speech;
    return {
      rooms: {
        policy: turnPolicy(settings),
        playbackAheadMs: settings.PLAYBACK_AHEAD_MS,
        judge,
        clock,
        log,
        meter,
        tutor,
        recorder,
        recognizer,
        synthesizer,
        detector,
      },
      engines: { asr: recognizer.name, llm: model?.name ?? 'none', tts: synthesizer.name },
    };
  },
};
