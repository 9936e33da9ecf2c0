import type { Settings } from '../../config/index.js';

/** The folders, under `models/`, of the detectors of voice (needed) and of a turn's end (not missed). */
export function detectorFiles({ VAD_PROVIDER, SMART_TURN }: Settings): {
  readonly needed: readonly string[];
  readonly optional: readonly string[];
} {
  return {
    needed: VAD_PROVIDER === 'silero' ? ['silero/'] : [],
    optional: SMART_TURN === 'on' ? ['smart-turn/'] : [],
  };
}
