export {
  decodeMulaw,
  encodeMulaw,
  floatToPcm,
  Framer,
  levelDbfs,
  mixToMono,
  mulawBytesPerMs,
  mulawSilence,
  pcmToFloat,
  readWav,
  resample,
  Resampler,
  telephoneHz,
  writeWav,
  type WavAudio,
} from './audio/index.js';
export { asrKind } from './asr/providers/index.js';
export {
  SPEECH_RECOGNIZER,
  type PartialWords,
  type RecognitionListener,
  type RecognitionStream,
  type RecognizerCapabilities,
  type SpeechRecognizer,
  type Stretch,
  type Transcript,
  type Utterance,
} from './asr/speech-recognizer.js';
export { detectorFiles } from './models/detector-files.js';
export type { SpeechNeeds } from './speech-needs.js';
export { SpeechModule } from './speech.module.js';
export { PhraseWarmer } from './tts/phrase-warmer.js';
export { ttsKind } from './tts/providers/index.js';
export {
  SPEECH_SYNTHESIZER,
  type SpeechRequest,
  type SpeechSynthesizer,
  type SynthesizerCapabilities,
} from './tts/speech-synthesizer.js';
export { END_OF_TURN_DETECTOR, type EndOfTurnDetector } from './turn/end-of-turn-detector.js';
export {
  VOICE_ACTIVITY_DETECTOR,
  voiceWindowMs,
  type OnVoiceActivity,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from './vad/voice-activity-detector.js';
