import { levelDbfs } from '../../../audio/index.js';

const windowSeconds = 0.02;

/**
 * Cuts samples into pieces of at most `longestSeconds`, each cut in the quietest moment of the last
 * `searchSeconds` before it would be too late.
 */
export function splitAtPauses(
  samples: Float32Array,
  sampleRateHz: number,
  longestSeconds: number,
  searchSeconds: number,
): Float32Array[] {
  const pieces: Float32Array[] = [];
  const longest = longestSeconds * sampleRateHz;
  let rest = samples;
  while (rest.length > longest) {
    const searchFrom = longest - searchSeconds * sampleRateHz;
    const cut =
      searchFrom + quietest(rest.subarray(searchFrom, longest), windowSeconds * sampleRateHz);
    pieces.push(rest.subarray(0, cut));
    rest = rest.subarray(cut);
  }
  return [...pieces, rest];
}

/** Where the middle of the quietest window lies. */
function quietest(samples: Float32Array, windowSamples: number): number {
  let best = { level: Infinity, start: 0 };
  for (let start = 0; start + windowSamples <= samples.length; start += windowSamples) {
    const level = levelDbfs(samples.subarray(start, start + windowSamples));
    if (level < best.level) best = { level, start };
  }
  return best.start + windowSamples / 2;
}
