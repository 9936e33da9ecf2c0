/** Silero takes 256 samples at a time at 8 kHz. */
export const voiceWindowMs = 32;

/** Says, window by window, how likely it is that somebody speaks. */
export interface VoiceActivityStream {
  /** Takes caller audio: mu-law, 8 kHz, any length in bytes. */
  push(audio: Uint8Array): void;
  /** No window is reported after this. */
  close(): void;
}

/** `probability` (0 to 1) that the window held speech; `endMs` is its end, in audio pushed so far. */
export type OnVoiceActivity = (probability: number, endMs: number) => void;

/** One detector serves every call of the process. */
export interface VoiceActivityDetector {
  open(onActivity: OnVoiceActivity): VoiceActivityStream;
  close(): Promise<void>;
}

export const VOICE_ACTIVITY_DETECTOR = Symbol('VOICE_ACTIVITY_DETECTOR');
