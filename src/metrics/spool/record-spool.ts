import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../common/log.js';
import { codeOf, reasonOf } from '../../persistence/index.js';
import type { TurnRecordJob } from '../turn-record-job.js';
import { kindOfSegment, readSpoolLine, segmentHeader, spoolLine } from './spool-format.js';
import { SpoolSegment } from './spool-segment.js';

const segmentBytes = 4 * 1024 * 1024;
const extension = '.spool';

export class SpoolFullError extends Error {
  readonly code = 'SPOOL_FULL';

  constructor() {
    super('the spool holds as much as SPOOL_MAX_MB allows');
    this.name = 'SpoolFullError';
  }
}

/**
 * A write-ahead log of turn records in a folder of segments. A record stays until it is confirmed to
 * be in the table, so that neither a crash of this process nor the loss of the queue loses it; what is
 * left at a start is read first. A second process may share the folder: reading a record twice is
 * harmless, and a segment that was removed under its writer is written again.
 */
export class RecordSpool {
  private readonly segments: SpoolSegment[] = [];
  /** Where the records end that `next` gave. */
  private readUntil = 0;
  /** The number of the newest segment. */
  private newest = 0;
  /** One step after the other: append, read, confirm. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly mostBytes: number,
    private readonly log: Log,
  ) {}

  /** Bytes that wait for the table. */
  get bytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.bytes - segment.confirmed, 0);
  }

  /** Finds what earlier processes left. */
  async open(): Promise<void> {
    await this.inTurn(async () => {
      await mkdir(this.folder, { recursive: true });
      const names = (await readdir(this.folder)).filter((name) => name.endsWith(extension));
      for (const name of names.sort()) await this.find(name);
      if (this.segments.length > 0)
        this.log.info('turn records of an earlier run are stored now', { bytes: this.bytes });
    });
  }

  /**
   * Resolves when the records would survive a `kill -9`. Rejects when the disk does not take them, or
   * with SpoolFullError.
   */
  async append(jobs: readonly TurnRecordJob[]): Promise<void> {
    const text = Buffer.from(jobs.map(spoolLine).join(''));
    await this.inTurn(async () => {
      if (this.bytes + text.length > this.mostBytes) throw new SpoolFullError();
      const segment = await this.writable();
      await segment.append(text);
      if (await segment.isLost()) await this.rescue(segment);
    });
  }

  /** The oldest records that are not confirmed; the same again until they are. */
  async next(limit: number): Promise<readonly TurnRecordJob[]> {
    return this.inTurn(async () => {
      for (;;) {
        const [oldest] = this.segments;
        if (!oldest) return [];
        if (oldest.isConfirmed && oldest.isOpen) return [];
        if (oldest.isConfirmed) await this.discard(oldest);
        const jobs = oldest.isConfirmed ? [] : await this.readIfPossible(oldest, limit);
        if (jobs.length > 0) return jobs;
      }
    });
  }

  /** What `next` gave is in the table. */
  async confirm(): Promise<void> {
    await this.inTurn(async () => {
      const [oldest] = this.segments;
      if (oldest) oldest.confirmed = this.readUntil;
      return Promise.resolve();
    });
  }

  /** Leaves no file behind when nothing waits. */
  async tidy(): Promise<void> {
    await this.inTurn(async () => {
      for (const segment of this.segments.filter(({ isConfirmed }) => isConfirmed))
        await this.discard(segment);
    });
  }

  async close(): Promise<void> {
    await this.tidy();
    await this.inTurn(async () => {
      for (const segment of this.segments) await segment.seal();
    });
  }

  private async find(name: string): Promise<void> {
    const path = join(this.folder, name);
    this.newest = Math.max(this.newest, Number.parseInt(name, 10) || 0);
    const { size } = await stat(path);
    const head = await headOf(path);
    const kind = kindOfSegment(head);
    if (segmentHeader.startsWith(head)) await rm(path);
    else if (kind === 'ours') this.segments.push(SpoolSegment.leftBehind(path, size));
    else if (kind === 'newer')
      this.log.error('turn records that a newer version spooled are left where they are', {
        file: path,
        mend: 'start the newer version again; it stores them',
      });
    else
      this.log.error('a file in the spool is none of ours and is left where it is', { file: path });
  }

  private async writable(): Promise<SpoolSegment> {
    const newest = this.segments.at(-1);
    if (newest?.isOpen && newest.bytes < segmentBytes) return newest;
    await newest?.seal();
    const segment = await this.create();
    this.segments.push(segment);
    return segment;
  }

  /** Numbers rise whatever the clock does; one that another process took is left to it. */
  private async create(): Promise<SpoolSegment> {
    await mkdir(this.folder, { recursive: true });
    for (;;) {
      const name = String(++this.newest).padStart(12, '0');
      try {
        return await SpoolSegment.create(join(this.folder, name + extension));
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    }
  }

  private async rescue(lost: SpoolSegment): Promise<void> {
    const rest = await lost.rest();
    this.readUntil += segmentHeader.length - lost.confirmed;
    const segment = await this.create();
    this.segments.splice(this.segments.indexOf(lost), 1, segment);
    await lost.seal();
    if (rest.length > 0) await segment.append(rest);
  }

  private async readIfPossible(segment: SpoolSegment, limit: number): Promise<TurnRecordJob[]> {
    try {
      return await this.read(segment, limit);
    } catch (error) {
      this.segments.splice(this.segments.indexOf(segment), 1);
      this.log.error('turn records on disk cannot be read; the next start tries again', {
        file: segment.path,
        reason: reasonOf(error),
      });
      return [];
    }
  }

  private async read(segment: SpoolSegment, limit: number): Promise<TurnRecordJob[]> {
    const lines = await segment.linesFrom(segment.confirmed);
    const jobs: TurnRecordJob[] = [];
    let end = 0;
    while (end < lines.length && jobs.length < limit) {
      const next = lines.indexOf('\n', end) + 1;
      const job = readSpoolLine(lines.toString('utf8', end, next - 1));
      if (job) jobs.push(job);
      else segment.damagedLines.add(segment.confirmed + end);
      end = next;
    }
    this.readUntil = segment.confirmed + end;
    // Half a line at the end, or nothing but damaged lines: there is nothing to wait for.
    if (end === 0) segment.confirmed = segment.bytes;
    else if (jobs.length === 0) {
      segment.confirmed = this.readUntil;
      if (!segment.isConfirmed) return this.read(segment, limit);
    }
    return jobs;
  }

  /** A file that cannot be removed is read again by the next start, which is harmless. */
  private async discard(segment: SpoolSegment): Promise<void> {
    this.segments.splice(this.segments.indexOf(segment), 1);
    try {
      if (segment.damagedLines.size === 0) await segment.remove();
      else
        this.log.error('turn records on disk were damaged; the others were stored', {
          damaged: segment.damagedLines.size,
          file: await segment.putAside(),
        });
    } catch (error) {
      this.log.warn('a file of the spool that is done with cannot be removed', {
        file: segment.path,
        reason: reasonOf(error),
      });
    }
  }

  private async inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.last.then(step);
    this.last = result.catch(() => undefined);
    return result;
  }
}

async function headOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
