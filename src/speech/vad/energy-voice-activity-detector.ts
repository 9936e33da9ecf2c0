import { decodeMulaw, Framer, levelDbfs } from '../audio/index.js';
import {
  voiceWindowMs,
  type OnVoiceActivity,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from './voice-activity-detector.js';

const windowBytes = voiceWindowMs * 8;
/** Nothing softer than this is ever taken for voice. */
const quietestVoiceDbfs = -45;
/** Voice stands this far above the noise: perhaps from here, surely from there. */
const perhapsAboveNoiseDb = 6;
const surelyAboveNoiseDb = 15;
/** How fast the idea of the noise rises when the line gets louder. */
const noiseRiseDb = 0.06;

/**
 * Hears voice by loudness alone, against a noise level that follows the line: needs no model, and takes
 * any loud sound for a voice.
 */
export class EnergyVoiceActivityDetector implements VoiceActivityDetector {
  open(onActivity: OnVoiceActivity): VoiceActivityStream {
    const framer = new Framer(windowBytes);
    let noiseDbfs = quietestVoiceDbfs - surelyAboveNoiseDb;
    let endMs = 0;
    let open = true;
    return {
      push: (audio) => {
        for (const window of framer.push(audio)) {
          const level = Math.max(-90, levelDbfs(decodeMulaw(window)));
          noiseDbfs = Math.min(level, noiseDbfs + noiseRiseDb);
          endMs += voiceWindowMs;
          if (open) onActivity(chanceOfVoice(level, noiseDbfs), endMs);
        }
      },
      close: () => {
        open = false;
      },
    };
  }

  async close(): Promise<void> {
    return Promise.resolve();
  }
}

function chanceOfVoice(levelDbfs: number, noiseDbfs: number): number {
  if (levelDbfs < quietestVoiceDbfs) return 0;
  const above = levelDbfs - noiseDbfs - perhapsAboveNoiseDb;
  return Math.min(1, Math.max(0, above / (surelyAboveNoiseDb - perhapsAboveNoiseDb)));
}
