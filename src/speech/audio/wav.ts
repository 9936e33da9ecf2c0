import { decodeMulaw } from './mulaw.js';

export interface WavAudio {
  readonly sampleRateHz: number;
  /** One array of 16-bit samples for each channel, equally long. */
  readonly channels: readonly Int16Array[];
}

/** The bytes are not a WAV file, or one of an encoding that telephony does not use. */
export class WavFormatError extends Error {
  override readonly name = 'WavFormatError';
}

interface WavHeader {
  readonly encoding: 'pcm16' | 'mulaw';
  readonly sampleRateHz: number;
  readonly channelCount: number;
  /** Where the audio begins. */
  readonly dataOffset: number;
  /** As the file says; streamed files say 0 or 2^32 - 1 because they do not know. */
  readonly dataBytes: number;
}

const riffBytes = 12;
const chunkHeaderBytes = 8;
const formatBytes = 16;

/** True when `bytes` begins as a RIFF WAVE file does. */
export function startsLikeWav(bytes: Uint8Array): boolean {
  return tag(bytes, 0) === 'RIFF' && tag(bytes, 8) === 'WAVE';
}

/**
 * Walks the chunks up to the audio, whatever comes before it. Undefined when more bytes are needed.
 * @throws WavFormatError when it is no WAV file of 16-bit PCM or mu-law.
 */
export function readWavHeader(bytes: Uint8Array): WavHeader | undefined {
  if (bytes.length < riffBytes) return undefined;
  if (!startsLikeWav(bytes)) throw new WavFormatError('Not a WAV file: it has no RIFF header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Omit<WavHeader, 'dataOffset' | 'dataBytes'> | undefined;
  for (let offset = riffBytes; offset + chunkHeaderBytes <= bytes.length;) {
    const chunkBytes = view.getUint32(offset + 4, true);
    const content = offset + chunkHeaderBytes;
    switch (tag(bytes, offset)) {
      case 'fmt ':
        if (content + formatBytes > bytes.length) return undefined;
        format = readFormat(view, content, chunkBytes);
        break;
      case 'data':
        if (!format) throw new WavFormatError('The WAV file describes its audio too late');
        return { ...format, dataOffset: content, dataBytes: chunkBytes };
    }
    offset = content + chunkBytes + (chunkBytes % 2);
  }
  return undefined;
}

/** Reads a WAV file of 16-bit PCM or mu-law with any number of channels. */
export function readWav(bytes: Uint8Array): WavAudio {
  const header = readWavHeader(bytes);
  if (!header) throw new WavFormatError('The WAV file ends before its audio');
  const { dataOffset, dataBytes, channelCount, encoding } = header;
  const endsUnknown = dataBytes === 0 || dataBytes === 0xffff_ffff;
  const data = bytes.subarray(dataOffset, endsUnknown ? undefined : dataOffset + dataBytes);
  const interleaved = encoding === 'mulaw' ? decodeMulaw(data) : readPcm16(data);
  const length = Math.floor(interleaved.length / channelCount);
  const channels = Array.from({ length: channelCount }, (_, channel) =>
    new Int16Array(length).map((_sample, i) => interleaved[i * channelCount + channel] ?? 0),
  );
  return { sampleRateHz: header.sampleRateHz, channels };
}

/** Writes a WAV file of 16-bit PCM. */
export function writeWav({ sampleRateHz, channels }: WavAudio): Uint8Array {
  const frameBytes = 2 * channels.length;
  const dataBytes = frameBytes * (channels[0]?.length ?? 0);
  const headerBytes = riffBytes + chunkHeaderBytes + formatBytes + chunkHeaderBytes;
  const bytes = new Uint8Array(headerBytes + dataBytes);
  const view = new DataView(bytes.buffer);
  writeTag(bytes, 0, 'RIFF');
  view.setUint32(4, headerBytes - chunkHeaderBytes + dataBytes, true);
  writeTag(bytes, 8, 'WAVEfmt ');
  view.setUint32(16, formatBytes, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 16, true);
  writeTag(bytes, 36, 'data');
  view.setUint32(40, dataBytes, true);
  channels.forEach((samples, channel) => {
    for (let i = 0; i < samples.length; i++) {
      view.setInt16(headerBytes + i * frameBytes + 2 * channel, samples[i] ?? 0, true);
    }
  });
  return bytes;
}

function readFormat(
  view: DataView,
  offset: number,
  chunkBytes: number,
): Omit<WavHeader, 'dataOffset' | 'dataBytes'> {
  if (chunkBytes < formatBytes)
    throw new WavFormatError('The WAV file’s format chunk is too short');
  const channelCount = view.getUint16(offset + 2, true);
  const sampleRateHz = view.getUint32(offset + 4, true);
  const encoding = encodings.get(
    `${view.getUint16(offset, true)}/${view.getUint16(offset + 14, true)}`,
  );
  if (!encoding) throw new WavFormatError('The WAV file is neither 16-bit PCM nor mu-law');
  if (channelCount === 0 || sampleRateHz === 0) {
    throw new WavFormatError('The WAV file has no channel or no sample rate');
  }
  return { encoding, channelCount, sampleRateHz };
}

/** RIFF format tag and bits per sample. */
const encodings: ReadonlyMap<string, WavHeader['encoding']> = new Map([
  ['1/16', 'pcm16'],
  ['7/8', 'mulaw'],
]);

function readPcm16(data: Uint8Array): Int16Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const pcm = new Int16Array(Math.floor(data.length / 2));
  for (let i = 0; i < pcm.length; i++) pcm[i] = view.getInt16(2 * i, true);
  return pcm;
}

function tag(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function writeTag(bytes: Uint8Array, offset: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[offset + i] = text.charCodeAt(i);
}
