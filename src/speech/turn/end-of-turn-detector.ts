/** Listens to how something was said: a voice that falls at the end of a sentence, or hangs in its middle. */
export interface EndOfTurnDetector {
  /**
   * How likely it is (0 to 1) that the caller has finished. To be asked early in a pause: after 300 ms of
   * silence nearly everything sounds finished.
   * @param audio mu-law, 8 kHz, up to the pause; the last 8 s are heard.
   * @throws ProviderError when the engine failed or is closed, AbortError when `signal` is aborted.
   */
  completion(audio: Uint8Array, signal: AbortSignal): Promise<number>;
  /** Refuses what waits and lets what runs finish. */
  close(): Promise<void>;
}

/** Its value is null where the detector is switched off or its model cannot be had. */
export const END_OF_TURN_DETECTOR = Symbol('END_OF_TURN_DETECTOR');
