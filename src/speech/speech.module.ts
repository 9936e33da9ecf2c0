import { join } from 'node:path';
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { HealthChecks } from '../common/health-check.js';
import { LOG, type Log } from '../common/log.js';
import {
  CHOSEN_PROVIDERS,
  createChosen,
  Settings,
  SETTINGS,
  type ChosenProviders,
} from '../config/index.js';
import { CleaningRecognizer } from './asr/cleaning-recognizer.js';
import { DeadlineRecognizer } from './asr/deadline-recognizer.js';
import { asrKind } from './asr/providers/index.js';
import { SPEECH_RECOGNIZER, type SpeechRecognizer } from './asr/speech-recognizer.js';
import type { SpeechNeeds } from './speech-needs.js';
import { DeadlineSynthesizer } from './tts/deadline-synthesizer.js';
import { PhraseCache } from './tts/phrase-cache.js';
import { ttsKind } from './tts/providers/index.js';
import { SPEECH_SYNTHESIZER, type SpeechSynthesizer } from './tts/speech-synthesizer.js';
import { EnergyVoiceActivityDetector } from './vad/energy-voice-activity-detector.js';
import { SileroVoiceActivityDetector } from './vad/silero-voice-activity-detector.js';
import {
  VOICE_ACTIVITY_DETECTOR,
  type VoiceActivityDetector,
} from './vad/voice-activity-detector.js';

const NEEDS = Symbol('SPEECH_NEEDS');

async function createRecognizer(
  chosen: ChosenProviders,
  needs: SpeechNeeds,
): Promise<SpeechRecognizer> {
  const provider = await createChosen(asrKind, chosen, needs);
  const { settings, clock } = needs;
  return new CleaningRecognizer(new DeadlineRecognizer(provider, settings.ASR_DEADLINE_MS, clock));
}

async function createSynthesizer(
  chosen: ChosenProviders,
  needs: SpeechNeeds,
): Promise<SpeechSynthesizer> {
  const provider = await createChosen(ttsKind, chosen, needs);
  const { settings, clock, log } = needs;
  const timely = new DeadlineSynthesizer(provider, settings.TTS_FIRST_AUDIO_MS, clock);
  return PhraseCache.open(timely, settings.BAKAME_HOME, log);
}

async function createDetector({
  settings,
  clock,
  log,
}: SpeechNeeds): Promise<VoiceActivityDetector> {
  if (settings.VAD_PROVIDER === 'energy') return new EnergyVoiceActivityDetector();
  const model = join(settings.BAKAME_HOME, 'models', 'silero', 'silero_vad.onnx');
  return SileroVoiceActivityDetector.load(model, clock, log);
}

/** Builds what ASR_PROVIDER and TTS_PROVIDER chose, and the voice activity detector. */
@Module({
  providers: [
    {
      provide: NEEDS,
      useFactory: (
        settings: Settings,
        log: Log,
        clock: Clock,
        healthChecks: HealthChecks,
      ): SpeechNeeds => ({ settings, log, clock, healthChecks }),
      inject: [SETTINGS, LOG, CLOCK, HealthChecks],
    },
    {
      provide: SPEECH_RECOGNIZER,
      useFactory: createRecognizer,
      inject: [CHOSEN_PROVIDERS, NEEDS],
    },
    {
      provide: SPEECH_SYNTHESIZER,
      useFactory: createSynthesizer,
      inject: [CHOSEN_PROVIDERS, NEEDS],
    },
    { provide: VOICE_ACTIVITY_DETECTOR, useFactory: createDetector, inject: [NEEDS] },
  ],
  exports: [SPEECH_RECOGNIZER, SPEECH_SYNTHESIZER, VOICE_ACTIVITY_DETECTOR],
})
export class SpeechModule implements OnApplicationShutdown {
  constructor(
    @Inject(SPEECH_RECOGNIZER) private readonly recognizer: SpeechRecognizer,
    @Inject(SPEECH_SYNTHESIZER) private readonly synthesizer: SpeechSynthesizer,
    @Inject(VOICE_ACTIVITY_DETECTOR) private readonly detector: VoiceActivityDetector,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.recognizer.close(), this.synthesizer.close(), this.detector.close()]);
  }
}
