import { pino } from 'pino';

/** Where finished lines go. Writing never waits and never throws. */
export interface LogSink {
  write(line: string): void;
  /** Resolves when what was written has left the process, or the time is up. */
  close(): Promise<void>;
}

/** Lines over a backlog of this size are let go. */
export const maxWaitingBytes = 16 * 1024 * 1024;

/** Standard output, written in the background. */
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
