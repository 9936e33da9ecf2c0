/** Mu-law byte of a sample of value zero. */
export const mulawSilence = 0xff;
/** One byte of telephone audio is 1/8 ms. */
export const mulawBytesPerMs = 8;
/** The telephone's sample rate. */
export const telephoneHz = 8000;

const biasOf14Bits = 33;
const largestOf14Bits = 8158;

/** ITU-T G.711 works on 14 bits: `sample >> 2`, negative values as one's complement. */
function compress(sample14: number): number {
  const sign = sample14 < 0 ? 0x00 : 0x80;
  const magnitude = Math.min(sample14 < 0 ? ~sample14 : sample14, largestOf14Bits) + biasOf14Bits;
  const segment = 26 - Math.clz32(magnitude);
  const step = (magnitude >> (segment + 1)) & 0x0f;
  return sign | (0x7f ^ ((segment << 4) | step));
}

function expand(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 0x07)) - 0x84;
  return bits & 0x80 ? -magnitude : magnitude;
}

const compressed = Uint8Array.from({ length: 1 << 14 }, (_, index) => compress(index - (1 << 13)));
const expanded = Int16Array.from({ length: 256 }, (_, byte) => expand(byte));

/** 16-bit samples to G.711 mu-law, a byte each. */
export function encodeMulaw(pcm: Int16Array): Uint8Array {
  const mulaw = new Uint8Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) mulaw[i] = compressed[((pcm[i] ?? 0) >> 2) + (1 << 13)] ?? 0;
  return mulaw;
}

/** G.711 mu-law to 16-bit samples. */
export function decodeMulaw(mulaw: Uint8Array): Int16Array {
  const pcm = new Int16Array(mulaw.length);
  for (let i = 0; i < mulaw.length; i++) pcm[i] = expanded[mulaw[i] ?? 0] ?? 0;
  return pcm;
}
