import { setTimeout as pause } from 'node:timers/promises';
import {
  csvLinesOf,
  removeCsvLines,
  sessionCsvFiles,
  type SessionRecords,
} from '../metrics/index.js';
import { mentions, type Person, type PersonalData } from './personal-data.js';

const othersTurnMs = 200;
const longestWaitMs = 30_000;

/** The lines of the CSV files on this machine, also of past days. */
export class CsvLines implements PersonalData {
  readonly name = 'csv';

  constructor(
    private readonly csvFile: string,
    private readonly records: Pick<SessionRecords, 'exportAlone'>,
  ) {}

  async find(person: Person): Promise<{ file: string; line: string }[]> {
    const found: { file: string; line: string }[] = [];
    for (const file of await sessionCsvFiles(this.csvFile))
      for (const line of await csvLinesOf(file))
        if (mentions(line, person)) found.push({ file: file.path, line });
    return found;
  }

  /** While no server exports. The rows must be gone before: the export brings back what is in the table. */
  async erase(person: Person): Promise<number> {
    const endMs = performance.now() + longestWaitMs;
    for (;;) {
      let removed = 0;
      const isDone = await this.records.exportAlone(async () => {
        for (const file of await sessionCsvFiles(this.csvFile))
          removed += await removeCsvLines(file, (line) => mentions(line, person));
      });
      if (isDone) return removed;
      if (performance.now() > endMs)
        throw new Error('The CSV files are being exported without end: try again later.');
      await pause(othersTurnMs);
    }
  }
}
