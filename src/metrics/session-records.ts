import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan, type EntityManager } from 'typeorm';
import { UserSession } from '../persistence/index.js';
import type { TurnRecordJob } from './turn-record-job.js';

/** Any number of ours: inserts take turns on it. */
const insertLock = 7_250_788;

/** A row as far as it is needed to find it again. */
export interface RowPlace {
  readonly id: string;
  readonly timestamp: Date;
}

/** The stored records of calls. */
@Injectable()
export class SessionRecords {
  constructor(private readonly database: DataSource) {}

  /** All rows of a call, in the order in which they were stored. */
  async ofCall(callId: string): Promise<UserSession[]> {
    return this.database
      .getRepository(UserSession)
      .find({ where: { call_id: callId }, order: { id: 'ASC' } });
  }

  /**
   * Stores a record and counts it, both or neither; false when it was stored before. Inserts follow
   * each other across all instances, so that ids grow in the order of commits.
   */
  async insert(job: TurnRecordJob): Promise<boolean> {
    const { timestamp, ...row } = job;
    return this.database.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [insertLock]);
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(UserSession)
        .values({ ...row, timestamp: new Date(timestamp) })
        .orIgnore()
        .returning('id')
        .execute();
      const ids: unknown = inserted.raw;
      const isNew = Array.isArray(ids) && ids.length > 0;
      if (isNew) await countUsage(manager, job);
      return isNew;
    });
  }

  /** Rows with a greater id, in order. */
  async after(id: string, limit: number): Promise<UserSession[]> {
    return this.database
      .getRepository(UserSession)
      .find({ where: { id: MoreThan(id) }, order: { id: 'ASC' }, take: limit });
  }

  /** False when the row is not of this database. */
  async holds({ id, timestamp }: RowPlace): Promise<boolean> {
    return this.database.getRepository(UserSession).existsBy({ id, timestamp });
  }

  /** The greatest id among rows older than `date`; '0' when there is none. */
  async lastIdBefore(date: Date): Promise<string> {
    const row = await this.database
      .getRepository(UserSession)
      .createQueryBuilder('row')
      .select('max(row.id)', 'id')
      .where('row.timestamp < :date', { date })
      .getRawOne<{ id: string | null }>();
    return row?.id ?? '0';
  }
}

async function countUsage(manager: EntityManager, job: TurnRecordJob): Promise<void> {
  const turns = job.interaction_type === 'turn_metrics' ? 1 : 0;
  const calls = job.interaction_type === 'call_started' ? 1 : 0;
  if (turns + calls === 0) return;
  await manager.query(
    `INSERT INTO module_usage (module_name, day, turns, calls)
     VALUES ($1, ($2::timestamptz AT TIME ZONE 'UTC')::date, $3, $4)
     ON CONFLICT (module_name, day) DO UPDATE
     SET turns = module_usage.turns + excluded.turns, calls = module_usage.calls + excluded.calls`,
    [job.module_name, job.timestamp, turns, calls],
  );
}
