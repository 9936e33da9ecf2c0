import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { replaceFile } from '../common/replace-file.js';
import type { Log } from '../common/log.js';
import { RecordSpool, type SessionRecords } from '../metrics/index.js';
import { codeOf } from '../persistence/index.js';
import { mentions, type Person, type PersonalData } from './personal-data.js';

const batchSize = 200;
/** How long a running server is given to store what it spooled. */
const graceMs = 3000;
const lookMs = 200;

interface SpooledLine {
  readonly file: string;
  readonly line: string;
}

/**
 * The records on this machine's disk that are not in the table yet. They are brought there, by the
 * server when one runs, and are erased with the rows.
 */
export class SpooledRecords implements PersonalData {
  readonly name = 'spool';

  constructor(
    private readonly folder: string,
    private readonly records: Pick<SessionRecords, 'insert'>,
    private readonly log: Log,
  ) {}

  async find(person: Person): Promise<SpooledLine[]> {
    const lines = await this.lines();
    return lines.filter(({ line }) => mentions(line, person));
  }

  async erase(person: Person): Promise<number> {
    const found = await this.find(person);
    const isDamaged = ({ file }: SpooledLine): boolean => file.endsWith('.damaged');
    for (const file of new Set(found.filter(isDamaged).map(({ file }) => file)))
      await this.cleanse(file, person);
    if (found.every(isDamaged) || (await this.isStoredByServer(person))) return found.length;
    await this.store();
    const [left] = (await this.find(person)).filter((line) => !isDamaged(line));
    if (left) throw new Error(`${left.file} holds records of this caller and cannot be emptied.`);
    return found.length;
  }

  private async isStoredByServer(person: Person): Promise<boolean> {
    const endMs = performance.now() + graceMs;
    while (performance.now() < endMs) {
      if ((await this.find(person)).every(({ file }) => file.endsWith('.damaged'))) return true;
      await pause(lookMs);
    }
    return false;
  }

  private async store(): Promise<void> {
    const spool = new RecordSpool(this.folder, Infinity, this.log);
    await spool.open();
    for (;;) {
      const batch = await spool.next(batchSize);
      if (batch.length === 0) break;
      await this.records.insert(batch);
      await spool.confirm();
    }
    await spool.close();
  }

  /** Nobody reads or writes a damaged file any more. */
  private async cleanse(file: string, person: Person): Promise<void> {
    const lines = (await readFile(file, 'utf8')).split(/(?<=\n)/);
    await replaceFile(file, lines.filter((line) => !mentions(line, person)).join(''));
  }

  private async lines(): Promise<SpooledLine[]> {
    const lines: SpooledLine[] = [];
    for (const name of await this.names()) {
      const file = join(this.folder, name);
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        // Stored and removed since the folder was read.
        if (codeOf(error) === 'ENOENT') return '';
        throw error;
      });
      for (const line of text.split('\n')) if (line !== '') lines.push({ file, line });
    }
    return lines;
  }

  private async names(): Promise<string[]> {
    try {
      const names = await readdir(this.folder);
      return names.filter((name) => /\.spool(\.damaged)?$/.test(name)).sort();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }
}
