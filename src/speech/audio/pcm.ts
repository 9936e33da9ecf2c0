const fullScale = 32768;

/** 16-bit samples to floating point in [-1, 1). */
export function pcmToFloat(pcm: Int16Array): Float32Array {
  const samples = new Float32Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) samples[i] = (pcm[i] ?? 0) / fullScale;
  return samples;
}

/** Floating point to 16-bit samples; what is beyond [-1, 1) is clipped. */
export function floatToPcm(samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const scaled = Math.round((samples[i] ?? 0) * fullScale);
    pcm[i] = Math.max(-fullScale, Math.min(fullScale - 1, scaled));
  }
  return pcm;
}

/** The mean of all channels, which are equally long. */
export function mixToMono(channels: readonly Int16Array[]): Int16Array {
  const [first = new Int16Array(0), ...others] = channels;
  if (others.length === 0) return first;
  return first.map((sample, i) => {
    const sum = others.reduce((total, channel) => total + (channel[i] ?? 0), sample);
    return Math.round(sum / channels.length);
  });
}
