import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, parse } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { SystemClock, type Clock } from '../common/clock.js';
import { pastLogName, removeOldLogs, type LogRetention } from './log-files.js';
import { maxWaitingBytes, type LogSink } from './log-sinks.js';

export interface FileSinkOptions {
  readonly path: string;
  /** A file of this size is put aside, as each is at local midnight. */
  readonly fileBytes: number;
  readonly kept: LogRetention;
}

/** What an operator should hear of; each trouble once, and its end. */
export interface FileSinkEvents {
  /** Lines are let go from now on; the file is tried again every second. */
  failed(reason: string): void;
  /** Lines reach the file again; so many did not, or a few less. */
  recovered(missedLines: number): void;
  /** Files that are too old could not be removed. */
  untidy(reason: string): void;
}

const closeTimeoutMs = 2000;
const retryMs = 1000;

/**
 * A file that starts afresh each day and at a size; what it held becomes `name-YYYY-MM-DD.log`. While the
 * disk is full or takes no writes, lines are counted and let go.
 */
export class FileSink implements LogSink {
  private stream: RotatingFileStream | undefined;
  private retryAtMs = -Infinity;
  private isFailing = false;
  private missedLines = 0;
  private isClosed = false;

  constructor(
    private readonly options: FileSinkOptions,
    private readonly events: FileSinkEvents,
    private readonly clock: Clock = new SystemClock(),
  ) {}

  write(line: string): void {
    if (this.isClosed) return;
    const stream = this.stream ?? this.open();
    if (!stream || stream.writableLength >= maxWaitingBytes) {
      this.missedLines++;
      return;
    }
    stream.write(line, (error) => {
      if (error) this.missedLines++;
      else if (stream.writableLength === 0) this.tellRecovery();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { stream } = this;
    if (!stream || stream.closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, closeTimeoutMs);
      stream.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      stream.end();
    });
  }

  private open(): RotatingFileStream | undefined {
    if (this.clock.now() < this.retryAtMs) return undefined;
    const { path, fileBytes, kept } = this.options;
    const nameOf = (time: number | Date | null, index = 1): string =>
      time instanceof Date ? pastLogName(path, time, index) : basename(path);
    const stream = createStream(nameOf, {
      path: parse(path).dir || '.',
      size: `${fileBytes}B`,
      interval: '1d',
      intervalBoundary: true,
      initialRotation: true,
    });
    stream.on('open', () => {
      removeOldLogs(path, kept, this.clock.date()).catch((error: unknown) => {
        this.events.untidy(reasonOf(error));
      });
    });
    stream.on('error', (error) => {
      this.fail(stream, error);
    });
    this.stream = stream;
    if (endsInsideLine(path)) stream.write('\n');
    return stream;
  }

  private fail(stream: RotatingFileStream, error: Error): void {
    if (this.stream !== stream) return;
    this.stream = undefined;
    this.retryAtMs = this.clock.now() + retryMs;
    if (this.isFailing) return;
    this.isFailing = true;
    this.events.failed(reasonOf(error));
  }

  private tellRecovery(): void {
    if (!this.isFailing && this.missedLines === 0) return;
    const { missedLines } = this;
    this.isFailing = false;
    this.missedLines = 0;
    this.events.recovered(missedLines);
  }
}

/** What a crash or a full disk left: the next line must not be glued to it. */
function endsInsideLine(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const last = Buffer.alloc(1);
      return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
    } finally {
      closeSync(file);
    }
  } catch {
    // There is no file, or it cannot be read: writing to it tells why.
    return false;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
