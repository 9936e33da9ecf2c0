export { Framer } from './framer.js';
export { decibelsToGain, levelDbfs } from './level.js';
export { decodeMulaw, encodeMulaw, mulawBytesPerMs, mulawSilence, telephoneHz } from './mulaw.js';
export { floatToPcm, mixToMono, pcmToFloat } from './pcm.js';
export { resample, Resampler } from './resampler.js';
export {
  readWav,
  readWavHeader,
  startsLikeWav,
  WavFormatError,
  writeWav,
  type WavAudio,
} from './wav.js';
