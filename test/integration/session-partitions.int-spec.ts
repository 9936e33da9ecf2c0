import type { DataSource } from 'typeorm';
import {
  connectDatabase,
  createDataSource,
  migrate,
  SessionPartitions,
  UserSession,
} from '../../src/persistence/index.js';
import { createTestStores, type TestStores } from '../support/stores.js';

const now = new Date('2031-05-17T09:00:00Z');
const insertInto = `
  INSERT INTO user_sessions ("timestamp", phone_number, session_id, module_name, interaction_type,
    user_input, ai_response, session_duration, emotional_data, gamification_data, call_id, turn,
    tokens_in, tokens_out, interrupted, providers)`;
const longAgo = new Date('2000-01-01T00:00:00Z');

describe('user_sessions, by month', () => {
  let stores: TestStores;
  let database: DataSource;
  let partitions: SessionPartitions;

  beforeEach(async () => {
    stores = await createTestStores();
    await migrate(stores.databaseUrl);
    database = await connectDatabase(stores.databaseUrl);
    partitions = new SessionPartitions(database);
  });

  afterEach(async () => {
    await database.destroy();
    await stores.close();
  });

  /** False when the row was there before. */
  async function insert(timestamp: string, turn = 1, callId = 'CA1'): Promise<boolean> {
    const rows: unknown[] = await database.query(
      `${insertInto}
       VALUES ($1, 'c', 's', 'm', 'turn_metrics', '', '', 0, '{}', '{}', $3, $2, 0, 0, false, '{}')
       ON CONFLICT DO NOTHING RETURNING id`,
      [timestamp, turn, callId],
    );
    return rows.length === 1;
  }

  /** How many rows each partition holds, but for the empty ones. */
  async function places(): Promise<Record<string, number>> {
    const rows: { place: string; count: string }[] = await database.query(
      'SELECT tableoid::regclass::text AS place, count(*) FROM user_sessions GROUP BY 1 ORDER BY 1',
    );
    return Object.fromEntries(rows.map(({ place, count }) => [place, Number(count)]));
  }

  it('has its months before they begin, each made once', async () => {
    const made = ['user_sessions_2031_05', 'user_sessions_2031_06', 'user_sessions_2031_07'];
    expect(await partitions.makeAhead(now, longAgo)).toEqual(made);
    expect(await partitions.makeAhead(now, longAgo)).toEqual([]);
    await insert('2031-05-31T23:59:59.999Z', 1);
    await insert('2031-06-01T00:00:00Z', 2);
    expect(await places()).toEqual({ user_sessions_2031_05: 1, user_sessions_2031_06: 1 });
  });

  it('has its months made by several instances at once', async () => {
    const made = await Promise.all(
      [1, 2, 3, 4].map(async () => partitions.makeAhead(now, longAgo)),
    );
    expect(made.flat().sort()).toEqual([
      'user_sessions_2031_05',
      'user_sessions_2031_06',
      'user_sessions_2031_07',
    ]);
  });

  it('takes rows of a month without a partition, and moves them when it is made', async () => {
    await insert('2031-05-02T10:00:00Z', 1);
    await insert('2031-03-31T22:00:00Z', 2);
    await insert('2012-01-01T00:00:00Z', 3);
    await insert('2099-01-01T00:00:00Z', 4);
    expect(await places()).toEqual({ user_sessions_default: 4 });
    const before = await database.getRepository(UserSession).find({ order: { id: 'ASC' } });
    await partitions.makeAhead(now, new Date('2030-05-17T00:00:00Z'));
    expect(await places()).toEqual({
      user_sessions_2031_03: 1,
      user_sessions_2031_05: 1,
      user_sessions_default: 2,
    });
    expect(await database.getRepository(UserSession).find({ order: { id: 'ASC' } })).toEqual(
      before,
    );
  });

  it('takes a record once, however often and wherever it is tried again', async () => {
    expect(await insert('2031-05-02T10:00:00Z')).toBe(true);
    expect(await insert('2031-05-02T10:00:00Z')).toBe(false);
    await partitions.makeAhead(now, longAgo);
    expect(await insert('2031-05-02T10:00:00Z')).toBe(false);
    expect(await insert('2031-05-02T10:00:07Z')).toBe(false);
    expect(await insert('2031-05-02T10:00:00Z', 1, 'CA2')).toBe(true);
    const both = await Promise.all([1, 2, 3].map(async () => insert('2031-06-02T10:00:00Z', 7)));
    expect(both.filter(Boolean)).toHaveLength(1);
  });

  it('gives ids that never come again, whichever partition a row is in', async () => {
    await partitions.makeAhead(now, longAgo);
    for (const [turn, day] of ['2031-05-01', '2031-07-01', '1999-01-01', '2031-06-01'].entries())
      await insert(`${day}T00:00:00Z`, turn);
    const rows = await database.getRepository(UserSession).find({ order: { turn: 'ASC' } });
    expect(rows.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
  });

  it('loses whole months that are over by the cutoff, and stray rows before it', async () => {
    await partitions.makeAhead(now, longAgo);
    await insert('2031-05-31T23:59:59Z', 1);
    await insert('2031-06-01T00:00:00Z', 2);
    await insert('2019-06-01T00:00:00Z', 3);
    await insert('2044-06-01T00:00:00Z', 4);
    const beforeEnd = await partitions.dropBefore(new Date('2031-05-31T23:59:59Z'));
    expect(beforeEnd.partitions).not.toContain('user_sessions_2031_05');
    expect(beforeEnd.strayRows).toBe(1);
    const atEnd = await partitions.dropBefore(new Date('2031-06-01T00:00:00Z'));
    expect(atEnd).toEqual({ partitions: ['user_sessions_2031_05'], strayRows: 0 });
    expect(await places()).toEqual({ user_sessions_2031_06: 1, user_sessions_default: 1 });
  });

  it('gives way to a long reader after three seconds, with nothing done', async () => {
    await partitions.makeAhead(now, longAgo);
    const reader = database.createQueryRunner();
    await reader.startTransaction();
    try {
      await reader.query('SELECT * FROM user_sessions');
      const dropping = partitions.dropBefore(new Date('2031-06-01T00:00:00Z'));
      await expect(dropping).rejects.toMatchObject({ code: '55P03' });
      expect(await insert('2031-05-02T10:00:00Z')).toBe(true);
      expect(await places()).toEqual({ user_sessions_2031_05: 1 });
    } finally {
      await reader.rollbackTransaction();
      await reader.release();
    }
  });
});

describe('the rows of before partitions', () => {
  let stores: TestStores;
  let database: DataSource;

  beforeEach(async () => {
    stores = await createTestStores();
    database = await createDataSource(stores.databaseUrl).initialize();
  });

  afterEach(async () => {
    await database.destroy();
    await stores.close();
  });

  it('move into their months with their ids, and back, and the next id comes after them', async () => {
    await migrate(stores.databaseUrl);
    await database.undoLastMigration();
    await database.query(
      `${insertInto}
       SELECT '2026-01-15T00:00:00Z'::timestamptz + make_interval(days => 20 * n), 'c', 's', 'm',
         'turn_metrics', 'text ' || n, '', 0, '{"a":1}', '{}', 'CA' || n, n, 0, 0, false, '{}'
       FROM generate_series(1, 6) AS n`,
    );
    await database.query('DELETE FROM user_sessions WHERE turn = 6');
    const rows = async (): Promise<unknown[]> =>
      database.query('SELECT * FROM user_sessions ORDER BY id');
    const before = await rows();
    expect(before).toHaveLength(5);

    expect(await migrate(stores.databaseUrl)).toHaveLength(1);
    expect(await rows()).toEqual(before);
    expect(
      await database.query(
        'SELECT tableoid::regclass::text AS place, count(*)::int FROM user_sessions GROUP BY 1 ORDER BY 1',
      ),
    ).toEqual([
      { place: 'user_sessions_2026_02', count: 2 },
      { place: 'user_sessions_2026_03', count: 1 },
      { place: 'user_sessions_2026_04', count: 2 },
    ]);

    await database.undoLastMigration();
    expect(await rows()).toEqual(before);
    expect(await migrate(stores.databaseUrl)).toHaveLength(1);
    const [{ id } = { id: '' }]: { id: string }[] = await database.query(
      `${insertInto}
       VALUES (now(), 'c', 's', 'm', 'turn_metrics', '', '', 0, '{}', '{}', 'CA9', 9, 0, 0, false, '{}')
       RETURNING id`,
    );
    expect(id).toBe('7');
  });
});
