import { encodeMuLaw } from '../../../../../test/support/vendors/audio/mu-law.js';
import {
  pcmBytes,
  wavHeader,
  type WavFormat,
} from '../../../../../test/support/vendors/audio/wav.js';
import {
  decodeMulaw,
  floatToPcm,
  pcmToFloat,
  resample,
  telephoneHz,
} from '../../../audio/index.js';
import { singOrBabble } from './scale.js';

export interface WavVariant {
  readonly title: string;
  readonly file: (text: string, format: WavFormat) => Uint8Array;
}

/** The notes of a text as the data of a WAV file. */
function dataOf(text: string, { encoding, sampleRateHz }: WavFormat): Uint8Array {
  const sung = pcmToFloat(decodeMulaw(singOrBabble(text)));
  const pcm = floatToPcm(resample(sung, telephoneHz, sampleRateHz));
  return encoding === 'mulaw' ? encodeMuLaw(pcm) : pcmBytes(pcm);
}

/** A chunk of loud bytes, heard as noise by whoever takes it for audio. */
function chunk(tag: string, contentBytes: number): Uint8Array {
  const bytes = Buffer.alloc(8 + contentBytes + (contentBytes % 2), 0x2a);
  bytes.write(tag, 0, 'latin1');
  bytes.writeUInt32LE(contentBytes, 4);
  return bytes;
}

const withLength = (header: Uint8Array, dataBytes: number): Uint8Array => {
  const changed = Buffer.from(header);
  changed.writeUInt32LE(dataBytes, changed.length - 4);
  return changed;
};

/** `before` goes between the format and the data, `after` behind the data. */
function wav(
  format: WavFormat,
  data: Uint8Array,
  before = Buffer.alloc(0),
  after = before,
): Buffer {
  const header = wavHeader(format, data.length);
  return Buffer.concat([header.subarray(0, 36), before, header.subarray(36), data, after]);
}

const nothing = Buffer.alloc(0);

/** Headers that real servers write. */
export const wavVariants: readonly WavVariant[] = [
  { title: 'of 44 bytes', file: (text, format) => wav(format, dataOf(text, format)) },
  {
    title: 'with a LIST chunk before the audio',
    file: (text, format) =>
      wav(format, dataOf(text, format), Buffer.from(chunk('LIST', 26)), nothing),
  },
  {
    title: 'with a chunk of odd length before the audio',
    file: (text, format) =>
      wav(format, dataOf(text, format), Buffer.from(chunk('fact', 5)), nothing),
  },
  {
    title: 'with a LIST chunk behind the audio',
    file: (text, format) =>
      wav(format, dataOf(text, format), nothing, Buffer.from(chunk('LIST', 400))),
  },
  {
    title: 'of unknown length, the largest',
    file: (text, format) => Buffer.concat([wavHeader(format), dataOf(text, format)]),
  },
  {
    title: 'of unknown length, zero',
    file: (text, format) => Buffer.concat([withLength(wavHeader(format), 0), dataOf(text, format)]),
  },
];
