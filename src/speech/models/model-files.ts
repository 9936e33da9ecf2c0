import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../common/errors.js';

export const modelRemedy = 'run `npm run setup`';

/** ONNX's ModelProto keeps the network in field 7. */
const graphField = 7n;
const varintBytesAtMost = 10;

/**
 * The path of a model's file, after making sure that it is there and whole: native engines end the
 * whole process when a file is not what they expect. Set-up has checked the contents; here it is the
 * frame of an ONNX file, which a download or a disk that was cut short breaks.
 * @throws AppError MODEL_MISSING or MODEL_CORRUPT, naming the file and what to do.
 */
export async function requireModelFile(path: string): Promise<string> {
  const file = await open(path).catch((cause: unknown) => {
    throw new AppError('MODEL_MISSING', `${path} cannot be read: ${modelRemedy}`, { cause });
  });
  try {
    const stats = await file.stat();
    const hasContent = stats.isFile() && stats.size > 0;
    const whole = hasContent && (!path.endsWith('.onnx') || (await isWholeOnnx(file, stats.size)));
    if (whole) return path;
    throw new AppError('MODEL_CORRUPT', `${path} is damaged or incomplete: ${modelRemedy}`);
  } finally {
    await file.close();
  }
}

/** Walks the outermost protobuf fields: they must have a network among them and end where the file does. */
async function isWholeOnnx(file: FileHandle, size: number): Promise<boolean> {
  const head = Buffer.alloc(2 * varintBytesAtMost);
  let hasGraph = false;
  let offset = 0;
  while (offset < size) {
    await file.read(head, 0, head.length, offset);
    const tag = readVarint(head, 0);
    const value = tag && readVarint(head, tag.end);
    if (!value || tag.value >> 3n === 0n) return false;
    hasGraph ||= tag.value >> 3n === graphField;
    const isLengthDelimited = (tag.value & 7n) === 2n;
    if (!isLengthDelimited && (tag.value & 7n) !== 0n) return false;
    offset += value.end + (isLengthDelimited ? Number(value.value) : 0);
  }
  return hasGraph && offset === size;
}

function readVarint(bytes: Buffer, start: number): { value: bigint; end: number } | undefined {
  let value = 0n;
  for (let i = 0; i < varintBytesAtMost && start + i < bytes.length; i++) {
    const byte = bytes[start + i] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return undefined;
}
