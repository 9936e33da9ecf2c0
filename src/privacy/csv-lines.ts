import {
  csvLinesOf,
  removeCsvLines,
  sessionCsvFiles,
  whileNothingIsExported,
  type SessionRecords,
} from '../metrics/index.js';
import { mentions, type Person, type PersonalData } from './personal-data.js';

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
    let removed = 0;
    await whileNothingIsExported(this.records, async () => {
      for (const file of await sessionCsvFiles(this.csvFile))
        removed += await removeCsvLines(file, (line) => mentions(line, person));
    });
    return removed;
  }
}
