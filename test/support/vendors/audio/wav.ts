/** A decoded upload: PCM, 16 bit, mono. */
export interface WavAudio {
  readonly sampleRateHz: number;
  readonly samples: Int16Array;
  readonly durationMs: number;
}

/**
 * Walks the chunks of a RIFF file, whatever comes between `fmt ` and `data`. A text says why the bytes
 * are not such a file.
 */
export function readWav(bytes: Uint8Array): WavAudio | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = chunksOf(bytes, view);
  const format = chunks.get('fmt ');
  const data = chunks.get('data');
  if (!format || format.length < 16 || !data) return 'no RIFF/WAVE with fmt and data';
  const at = format.byteOffset - bytes.byteOffset;
  const [encoding, channels] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  const [sampleRateHz, bits] = [view.getUint32(at + 4, true), view.getUint16(at + 14, true)];
  if (encoding !== 1 || channels !== 1 || bits !== 16) {
    return `not 16-bit PCM mono: format ${encoding}, ${channels} channels, ${bits} bit`;
  }
  const samples = new Int16Array(data.length >> 1);
  const start = data.byteOffset - bytes.byteOffset;
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(start + 2 * i, true);
  return { sampleRateHz, samples, durationMs: (samples.length * 1000) / sampleRateHz };
}

function chunksOf(bytes: Uint8Array, view: DataView): Map<string, Uint8Array> {
  const name = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  const chunks = new Map<string, Uint8Array>();
  if (name(0) !== 'RIFF' || name(8) !== 'WAVE') return chunks;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    chunks.set(name(at), bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  return chunks;
}

export interface WavFormat {
  readonly encoding: 'linear16' | 'mulaw';
  readonly sampleRateHz: number;
}

/**
 * The bytes before the samples. A streamed file does not know its length and says the largest;
 * `comment` puts a LIST chunk before the data, as libsndfile and ffmpeg do.
 */
export function wavHeader(format: WavFormat, dataBytes?: number, comment?: string): Uint8Array {
  const sampleBytes = format.encoding === 'mulaw' ? 1 : 2;
  const list = comment === undefined ? Buffer.alloc(0) : listChunk(comment);
  const header = Buffer.alloc(36);
  header.write('RIFF', 0);
  header.writeUInt32LE(dataBytes === undefined ? 0xffffffff : 36 + list.length + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(format.encoding === 'mulaw' ? 7 : 1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(format.sampleRateHz, 24);
  header.writeUInt32LE(format.sampleRateHz * sampleBytes, 28);
  header.writeUInt16LE(sampleBytes, 32);
  header.writeUInt16LE(sampleBytes * 8, 34);
  const data = Buffer.alloc(8);
  data.write('data', 0);
  data.writeUInt32LE(dataBytes ?? 0xffffffff, 4);
  return Buffer.concat([header, list, data]);
}

function listChunk(comment: string): Buffer {
  const text = Buffer.from(comment.padEnd(comment.length + (comment.length % 2), '\0'));
  const chunk = Buffer.alloc(20);
  chunk.write('LIST', 0);
  chunk.writeUInt32LE(12 + text.length, 4);
  chunk.write('INFOISFT', 8);
  chunk.writeUInt32LE(text.length, 16);
  return Buffer.concat([chunk, text]);
}

/** A complete 16-bit PCM file. */
export function writeWav(samples: Int16Array, sampleRateHz: number, comment?: string): Uint8Array {
  const format = { encoding: 'linear16', sampleRateHz } as const;
  const data = pcmBytes(samples);
  return Buffer.concat([wavHeader(format, data.length, comment), data]);
}

/** Samples as 16-bit little-endian bytes. */
export function pcmBytes(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, i) => {
    view.setInt16(2 * i, sample, true);
  });
  return bytes;
}
