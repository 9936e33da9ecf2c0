import { appendFile, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Clock } from '../common/clock.js';
import { localDay } from '../common/local-day.js';
import type { Log } from '../common/log.js';
import type { UserSession } from '../persistence/index.js';
import { CsvFile } from './csv-file.js';
import { CsvPositionFile, samePosition, type CsvPosition } from './csv-position.js';
import { csvHeader, csvLines } from './session-csv-format.js';
import type { SessionRecords } from './session-records.js';

/** What the file has to ask the table. */
export type RowsOfTable = Pick<SessionRecords, 'holds' | 'idBefore'>;

/**
 * The CSV file of session rows: one file for each local day; yesterday's is `name-YYYY-MM-DD.csv`. A
 * position beside it tells what it holds. A file that is not as it was left is kept aside and written
 * again from the table, so that it never misses a row and never has one twice.
 */
export class SessionCsv {
  private position: CsvPosition | undefined;
  /** The file's size and time after our last write. */
  private stamp = '';
  private readonly file: CsvFile;
  private readonly positionFile: CsvPositionFile;

  constructor(
    private readonly path: string,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.file = new CsvFile(path);
    this.positionFile = new CsvPositionFile(path);
  }

  /** Makes the file fit to be appended to; returns the id after which rows are missing. */
  async resume(table: RowsOfTable): Promise<string> {
    const saved = await this.positionFile.read();
    const isKnown = saved && this.position && samePosition(saved, this.position);
    if (!isKnown || (await this.file.stamp()) !== this.stamp) {
      this.position = undefined;
      await mkdir(dirname(this.path), { recursive: true });
      await this.goTo(saved ? await this.verified(saved, table) : await this.adopted(table));
    }
    return this.position?.last.id ?? '0';
  }

  /** Appends rows, beginning a new file where a new day begins. */
  async append(rows: readonly UserSession[]): Promise<void> {
    for (let from = 0; from < rows.length;) {
      const first = rows[from];
      if (!first) return;
      const day = this.dayFor(first);
      await this.beginDay(day);
      const other = rows.findIndex((row, index) => index > from && this.dayFor(row) !== day);
      const until = other === -1 ? rows.length : other;
      await this.write(rows.slice(from, until));
      from = until;
    }
  }

  /** After midnight, and when there is no file yet: a file with nothing but its header. */
  async beginToday(): Promise<void> {
    await this.beginDay(this.today());
    if (this.position?.bytes === 0) await this.write([]);
  }

  private today(): string {
    return localDay(this.clock.date());
  }

  /** A late row stays with those of today; a clock that was ahead for a while leads nowhere. */
  private dayFor({ timestamp }: UserSession): string {
    const today = this.today();
    const own = localDay(timestamp);
    const open = this.position?.day ?? today;
    if (open > today) return today;
    return own > today ? today : own > open ? own : open;
  }

  private async beginDay(day: string): Promise<void> {
    const old = this.position;
    if (!old || old.day === day) return;
    // Position first: a crash after it finds a file that it did not begin, and renames it then.
    await this.goTo(emptyAfter(old.last, day));
    if (old.bytes > csvHeader.length) await this.file.putAside(old.day);
    else await rm(this.path, { force: true });
    this.stamp = await this.file.stamp();
  }

  private async write(rows: readonly UserSession[]): Promise<void> {
    const { position } = this;
    if (!position) throw new Error('a CSV file is written to after it was resumed');
    const lines = (position.bytes === 0 ? csvHeader : '') + csvLines(rows);
    await appendFile(this.path, lines);
    const last = rows.at(-1);
    await this.goTo({
      ...position,
      last: last ? { id: last.id, timestamp: last.timestamp.toISOString() } : position.last,
      bytes: position.bytes + Buffer.byteLength(lines),
      crc: crc32(lines, position.crc),
    });
  }

  private async goTo(position: CsvPosition): Promise<void> {
    await this.positionFile.write(position);
    this.position = position;
    this.stamp = await this.file.stamp();
  }

  /** What is in the file when it is as the position says, but for an end that a crash left. */
  private async verified(saved: CsvPosition, table: RowsOfTable): Promise<CsvPosition> {
    const isOurs = await this.isHeld(saved, table);
    const isAsWritten = await this.file.isAsWritten(saved);
    if (!isAsWritten && saved.bytes > 0) return this.writtenAgain(saved, isOurs, table);
    if (isAsWritten) await this.file.cutTo(saved.bytes);
    else await this.file.putAside(await this.file.firstDay());
    if (isOurs && (saved.bytes === 0 || (await this.file.hasHeader()))) return saved;
    await this.file.putAside(saved.day);
    return isOurs ? emptyAfter(saved.last, this.today()) : this.fromToday(table);
  }

  private async writtenAgain(
    saved: CsvPosition,
    isOurs: boolean,
    table: RowsOfTable,
  ): Promise<CsvPosition> {
    const kept = await this.file.putAside(`${saved.day}-edited`);
    this.log.warn('the CSV file is not as it was left; it is written again from the table', {
      ...(kept === undefined ? {} : { kept }),
    });
    if (!isOurs) return this.fromToday(table);
    return emptyAfter({ id: saved.from, timestamp: null }, saved.day);
  }

  /** A file without a position: gone on with when its last row is in the table. */
  private async adopted(table: RowsOfTable): Promise<CsvPosition> {
    const found = await this.file.found();
    if (found && (await table.holds(found.last))) {
      await this.file.cutTo(found.position.bytes);
      return found.position;
    }
    await this.file.putAside(await this.file.firstDay());
    return this.fromToday(table);
  }

  private async fromToday(table: RowsOfTable): Promise<CsvPosition> {
    const midnight = this.clock.date();
    midnight.setHours(0, 0, 0, 0);
    return emptyAfter({ id: await table.idBefore(midnight), timestamp: null }, this.today());
  }

  private async isHeld({ last }: CsvPosition, table: RowsOfTable): Promise<boolean> {
    if (last.timestamp === null) return true;
    return table.holds({ id: last.id, timestamp: new Date(last.timestamp) });
  }
}

function emptyAfter(last: CsvPosition['last'], day: string): CsvPosition {
  return { day, from: last.id, last, bytes: 0, crc: 0 };
}
