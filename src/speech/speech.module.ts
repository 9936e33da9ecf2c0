import { join } from 'node:path';
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { LOG, type Log } from '../common/log.js';
import { MeterRelay, type Meter } from '../common/meter.js';
import { Breakers } from '../common/resilience/index.js';
import {
  CHOSEN_PROVIDERS,
  createChosen,
  standbyFor,
  Settings,
  SETTINGS,
  type ChosenProviders,
} from '../config/index.js';
import { createRecognizer } from './asr/create-recognizer.js';
import { SPEECH_RECOGNIZER, type SpeechRecognizer } from './asr/speech-recognizer.js';
import type { SpeechNeeds } from './speech-needs.js';
import { FallbackSynthesizer } from './tts/fallback-synthesizer.js';
import { GuardedSynthesizer } from './tts/guarded-synthesizer.js';
import { PhraseCache } from './tts/phrase-cache.js';
import { PhraseWarmer } from './tts/phrase-warmer.js';
import { ttsKind } from './tts/providers/index.js';
import { StandbySynthesizer } from './tts/standby-synthesizer.js';
import { SPEECH_SYNTHESIZER, type SpeechSynthesizer } from './tts/speech-synthesizer.js';
import { END_OF_TURN_DETECTOR, type EndOfTurnDetector } from './turn/end-of-turn-detector.js';
import { SmartTurn } from './turn/smart-turn.js';
import { EnergyVoiceActivityDetector } from './vad/energy-voice-activity-detector.js';
import { SileroVoiceActivityDetector } from './vad/silero-voice-activity-detector.js';
import {
  VOICE_ACTIVITY_DETECTOR,
  type VoiceActivityDetector,
} from './vad/voice-activity-detector.js';
import { vendorBreaker } from './vendor-breaker.js';

const NEEDS = Symbol('SPEECH_NEEDS');

/** Late speech of a busy machine is better than none: there is no quicker voice behind it. */
const localPatienceMs = 5000;

/** The chosen voice and the phrases that it has spoken already, which play also while it is down. */
async function createVoice(
  chosen: ChosenProviders,
  needs: SpeechNeeds,
  breakers: Breakers,
): Promise<PhraseCache> {
  const provider = await createChosen(ttsKind, chosen, needs);
  const { settings, clock, log } = needs;
  const breaker = vendorBreaker('tts', ttsKind.variable, chosen, breakers, needs);
  const guarded = new GuardedSynthesizer(provider, {
    clock,
    firstMs: breaker ? settings.TTS_FIRST_AUDIO_MS : localPatienceMs,
    betweenMs: breaker ? settings.TTS_NEXT_AUDIO_MS : localPatienceMs,
    ...(breaker && { breaker }),
  });
  return PhraseCache.open(guarded, settings.BAKAME_HOME, log);
}

function createSynthesizer(
  chosen: ChosenProviders,
  needs: SpeechNeeds,
  voice: PhraseCache,
): SpeechSynthesizer {
  const standby = standbyFor(ttsKind, chosen, needs);
  const { settings, clock, log, meter } = needs;
  if (!standby || settings.TTS_FALLBACK === 'none') return voice;
  const second = new GuardedSynthesizer(new StandbySynthesizer(standby.name, standby.start, log), {
    clock,
    firstMs: localPatienceMs,
    betweenMs: localPatienceMs,
  });
  return new FallbackSynthesizer(voice, second, log, meter);
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

/** Without its model, the words and the length of the pause tell the end of a turn. */
async function createEndOfTurnDetector({
  settings,
  log,
}: SpeechNeeds): Promise<EndOfTurnDetector | null> {
  if (settings.SMART_TURN === 'off') return null;
  const folder = join(settings.BAKAME_HOME, 'models', 'smart-turn');
  try {
    return await SmartTurn.start(join(folder, 'smart-turn-v3.2-cpu.onnx'));
  } catch (err) {
    log.warn('Smart Turn cannot be used: the voice is not heard for the end of a turn', { err });
    return null;
  }
}

/** Builds what ASR_PROVIDER and TTS_PROVIDER chose, and the detectors of voice and of a turn's end. */
@Module({
  providers: [
    {
      provide: NEEDS,
      useFactory: (settings: Settings, log: Log, meter: Meter, clock: Clock): SpeechNeeds => ({
        settings,
        log,
        meter,
        clock,
      }),
      inject: [SETTINGS, LOG, MeterRelay, CLOCK],
    },
    {
      provide: SPEECH_RECOGNIZER,
      useFactory: createRecognizer,
      inject: [CHOSEN_PROVIDERS, NEEDS, Breakers],
    },
    { provide: PhraseCache, useFactory: createVoice, inject: [CHOSEN_PROVIDERS, NEEDS, Breakers] },
    {
      provide: SPEECH_SYNTHESIZER,
      useFactory: createSynthesizer,
      inject: [CHOSEN_PROVIDERS, NEEDS, PhraseCache],
    },
    {
      provide: PhraseWarmer,
      useFactory: (voice: PhraseCache, clock: Clock, log: Log): PhraseWarmer =>
        new PhraseWarmer(voice, clock, log),
      inject: [PhraseCache, CLOCK, LOG],
    },
    { provide: VOICE_ACTIVITY_DETECTOR, useFactory: createDetector, inject: [NEEDS] },
    { provide: END_OF_TURN_DETECTOR, useFactory: createEndOfTurnDetector, inject: [NEEDS] },
  ],
  exports: [
    SPEECH_RECOGNIZER,
    SPEECH_SYNTHESIZER,
    PhraseWarmer,
    VOICE_ACTIVITY_DETECTOR,
    END_OF_TURN_DETECTOR,
  ],
})
export class SpeechModule implements OnApplicationShutdown {
  constructor(
    @Inject(SPEECH_RECOGNIZER) private readonly recognizer: SpeechRecognizer,
    @Inject(SPEECH_SYNTHESIZER) private readonly synthesizer: SpeechSynthesizer,
    private readonly warmer: PhraseWarmer,
    @Inject(VOICE_ACTIVITY_DETECTOR) private readonly detector: VoiceActivityDetector,
    @Inject(END_OF_TURN_DETECTOR) private readonly endOfTurn: EndOfTurnDetector | null,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.warmer.close();
    const parts = [this.recognizer, this.synthesizer, this.detector, this.endOfTurn];
    await Promise.all(parts.map(async (part) => part?.close()));
  }
}
