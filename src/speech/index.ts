export * from './audio/index.js';
export {
  SPEECH_RECOGNIZER,
  type RecognizerCapabilities,
  type SpeechRecognizer,
  type Transcript,
  type Utterance,
} from './asr/speech-recognizer.js';
export {
  SPEECH_SYNTHESIZER,
  type SpeechRequest,
  type SpeechSynthesizer,
  type SynthesizerCapabilities,
} from './tts/speech-synthesizer.js';
export {
  VOICE_ACTIVITY_DETECTOR,
  voiceWindowMs,
  type OnVoiceActivity,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from './vad/voice-activity-detector.js';
