import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** Months that have their partition before they begin. */
const monthsAhead = 2;
const longestWait = `SET LOCAL lock_timeout = '3s'`;

/** What was dropped because of its age. */
export interface DroppedRecords {
  /** Whole months, by the name of their partition. */
  readonly partitions: readonly string[];
  /** Rows of the default partition. */
  readonly strayRows: number;
}

interface Named {
  readonly name: string;
}

/**
 * The months of `user_sessions`. Each method may be run at any time and any number of times; one that
 * meets a long lock rejects (SQLSTATE 55P03) after 3 s, with nothing done.
 */
@Injectable()
export class SessionPartitions {
  constructor(private readonly database: DataSource) {}

  /**
   * Makes the partitions of this month and the next ones, and of older months since `oldest` whose rows
   * are in the default partition, which gives them up. Returns the names of the new ones.
   */
  async makeAhead(now: Date, oldest: Date): Promise<string[]> {
    const months: Named[] = await this.database.query(
      `SELECT to_char(month, 'YYYY-MM-DD') AS name FROM (
         SELECT date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC')
                + make_interval(months => ahead) AS month FROM generate_series(0, ${monthsAhead}) AS ahead
         UNION
         SELECT date_trunc('month', "timestamp" AT TIME ZONE 'UTC')
         FROM user_sessions_default WHERE "timestamp" >= $2 AND "timestamp" < $1) AS months
       ORDER BY month`,
      [now, oldest],
    );
    const made: string[] = [];
    for (const { name } of months) if (await this.make(name)) made.push(partitionOf(name));
    return made;
  }

  /** Drops each month that ended by `cutoff`, whatever it holds, and older rows of the default partition. */
  async dropBefore(cutoff: Date): Promise<DroppedRecords> {
    return this.database.transaction(async (manager) => {
      await manager.query(longestWait);
      const partitions = await monthsBefore(manager, cutoff);
      for (const name of partitions) await manager.query(`DROP TABLE "${name}"`);
      const stray: unknown = await manager.query(
        'DELETE FROM user_sessions_default WHERE "timestamp" < $1',
        [cutoff],
      );
      return { partitions, strayRows: Array.isArray(stray) ? Number(stray[1]) : 0 };
    });
  }

  private async make(month: string): Promise<boolean> {
    const [row]: { made: boolean }[] = await this.database.query(
      'SELECT make_user_sessions_partition($1::date) AS made',
      [month],
    );
    return row?.made ?? false;
  }
}

/** The name of the partition that the day (YYYY-MM-DD) lies in. */
function partitionOf(day: string): string {
  return `user_sessions_${day.slice(0, 7).replace('-', '_')}`;
}

async function monthsBefore(manager: EntityManager, cutoff: Date): Promise<string[]> {
  const months: Named[] = await manager.query(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON oid = inhrelid
     WHERE inhparent = 'user_sessions'::regclass AND relname ~ '^user_sessions_\\d{4}_\\d{2}$'
       AND (to_date(right(relname, 7), 'YYYY_MM')::timestamp + interval '1 month') AT TIME ZONE 'UTC' <= $1
     ORDER BY relname`,
    [cutoff],
  );
  return months.map(({ name }) => name);
}
