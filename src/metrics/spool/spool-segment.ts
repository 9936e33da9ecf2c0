import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { segmentHeader } from './spool-format.js';

/** Longer than any line can be. */
const windowBytes = 512 * 1024;

/** One file of the spool: records are appended at its end and confirmed from its beginning. */
export class SpoolSegment {
  private syncing: Promise<void> | undefined;
  private dirty = false;
  /** Where lines stand that are not as they were written. */
  readonly damagedLines = new Set<number>();

  private constructor(
    readonly path: string,
    private file: FileHandle | undefined,
    /** What was written whole; a crash may have left half a line after it. */
    public bytes: number,
    /** Everything before it is in the table. */
    public confirmed = segmentHeader.length,
  ) {}

  /** Makes the file; rejects when it is there already. */
  static async create(path: string): Promise<SpoolSegment> {
    const file = await open(path, 'ax+');
    try {
      await file.appendFile(segmentHeader);
      return new SpoolSegment(path, file, segmentHeader.length);
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
  }

  /** A file that an earlier process left. */
  static leftBehind(path: string, bytes: number): SpoolSegment {
    return new SpoolSegment(path, undefined, bytes);
  }

  get isOpen(): boolean {
    return this.file !== undefined;
  }

  get isConfirmed(): boolean {
    return this.confirmed >= this.bytes;
  }

  /**
   * Resolves when the text would survive a `kill -9`; the disk itself follows at once, many writes at a
   * time. After a failure the segment takes no more: it may end in half a line.
   */
  async append(text: Buffer): Promise<void> {
    if (!this.file) throw new Error('a sealed segment takes no more records');
    try {
      await this.file.appendFile(text);
      this.bytes += text.length;
    } catch (error) {
      await this.seal();
      throw error;
    }
    this.dirty = true;
    this.syncing ??= this.sync(this.file).finally(() => {
      this.syncing = undefined;
    });
  }

  /** Somebody removed the file while it was written to. */
  async isLost(): Promise<boolean> {
    return this.file !== undefined && (await this.file.stat()).nlink === 0;
  }

  /** Whole lines from `position` on: at least one, unless what remains is half a line. */
  async linesFrom(position: number): Promise<Buffer> {
    const bytes = await this.readAt(position, Math.min(windowBytes, this.bytes - position));
    return bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  }

  /** All that is not confirmed. */
  async rest(): Promise<Buffer> {
    return this.readAt(this.confirmed, this.bytes - this.confirmed);
  }

  async seal(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    await this.syncing;
    await file?.close().catch(() => undefined);
  }

  async remove(): Promise<void> {
    await this.seal();
    await rm(this.path, { force: true });
  }

  async putAside(): Promise<string> {
    await this.seal();
    const aside = `${this.path}.damaged`;
    await rename(this.path, aside);
    return aside;
  }

  private async readAt(position: number, length: number): Promise<Buffer> {
    const file = this.file ?? (await open(this.path, 'r'));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    } finally {
      if (file !== this.file) await file.close();
    }
  }

  /** A disk that cannot sync has told so by the write, or is about to tell at the next one. */
  private async sync(file: FileHandle): Promise<void> {
    while (this.dirty) {
      this.dirty = false;
      await file.datasync().catch(() => undefined);
    }
  }
}
