import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { redactStream } from './redact-stream.js';

/**
 * Replaces a file by its redacted copy, at once or not at all: the copy is written beside it, flushed and
 * then renamed. Throws, and leaves the file as it was, when it changes meanwhile.
 */
export async function redactInPlace(path: string): Promise<void> {
  const before = await stat(path);
  const copy = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  const output = await open(copy, 'wx', before.mode);
  try {
    for await (const piece of redactStream(createReadStream(path)))
      await output.write(piece as string);
    await output.sync();
    const after = await stat(path);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      throw new Error(
        `${path} changed meanwhile and was left alone: stop or rotate what writes it.`,
      );
    await rename(copy, path);
  } finally {
    await output.close();
    await rm(copy, { force: true });
  }
}
