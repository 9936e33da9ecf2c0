import { parse } from 'node:path';
import { pino } from 'pino';
import { createStream } from 'rotating-file-stream';

/** Where finished lines go. Writing never waits and never throws. */
export interface LogSink {
  write(line: string): void;
  /** Resolves when what was written has left the process, or the time is up. */
  close(): Promise<void>;
}

const maxWaitingBytes = 16 * 1024 * 1024;
const closeTimeoutMs = 2000;

/** Standard output, written in the background; lines over a backlog of 16 MB are dropped. */
export function stdoutSink(descriptor = 1): LogSink {
  const stream = pino.destination({ dest: descriptor, sync: false, maxLength: maxWaitingBytes });
  let closed = false;
  // Nobody reads our output any more: nobody is left to tell.
  stream.on('error', () => undefined);
  const flush = (): void => {
    try {
      stream.flushSync();
    } catch {
      // A closed pipe; see above.
    }
  };
  return {
    write: (line) => {
      stream.write(line);
      if (closed) flush();
    },
    close: async () => {
      closed = true;
      flush();
      return Promise.resolve();
    },
  };
}

/**
 * A file that starts afresh each day and at 50 MB; the last fourteen are kept as name.1.log and so
 * on. When it cannot be written, `onFailure` hears of it once and the lines are let go.
 */
export function fileSink(path: string, onFailure: (reason: string) => void): LogSink {
  const { dir, name, ext } = parse(path);
  const fileName = (age: number | Date): string =>
    age ? `${name}.${Number(age)}${ext}` : name + ext;
  const stream = createStream(fileName, {
    path: dir || '.',
    size: '50M',
    interval: '1d',
    rotate: 14,
  });
  let failed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!failed) onFailure(error.code ?? error.name);
    failed = true;
  });
  return {
    write: (line) => {
      if (!failed && stream.writable && stream.writableLength < maxWaitingBytes) stream.write(line);
    },
    close: async () => {
      if (failed || stream.closed) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, closeTimeoutMs);
        stream.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
        stream.end();
      });
    },
  };
}
