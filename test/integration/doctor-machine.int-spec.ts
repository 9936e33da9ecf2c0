import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { exitCode } from '../../src/doctor/index.js';
import { createDataSource } from '../../src/persistence/index.js';
import { Patient } from '../support/patient.js';
import { createTestStores } from '../support/stores.js';

describe('the doctor about stores and the machine', () => {
  let patient: Patient;

  beforeAll(async () => {
    patient = await Patient.arrive();
  });

  afterAll(async () => {
    await patient.leave();
  });

  it('counts the migrations that the schema lacks, and makes none', async () => {
    const empty = await createTestStores();
    try {
      const lacks = [
        expect.stringMatching(
          /^fault PostgreSQL: the schema lacks (\d+) of \1 migrations: npm run migration:run$/,
        ),
      ];
      expect(await patient.complaints({ DATABASE_URL: empty.databaseUrl })).toEqual(lacks);
      expect(await patient.complaints({ DATABASE_URL: empty.databaseUrl })).toEqual(lacks);
    } finally {
      await empty.close();
    }
  });

  it('finds a database that is read-only', async () => {
    const dataSource = await createDataSource(patient.stores.databaseUrl).initialize();
    const name = new URL(patient.stores.databaseUrl).pathname.slice(1);
    const set = `ALTER DATABASE ${name} SET default_transaction_read_only`;
    await dataSource.query(`${set} = on`);
    try {
      expect(await patient.complaints()).toEqual([
        'fault PostgreSQL: is read-only: point DATABASE_URL at the primary',
      ]);
    } finally {
      await dataSource.query('SET default_transaction_read_only = off');
      await dataSource.query(`${set} = off`);
      await dataSource.destroy();
    }
  });

  it('finds a Redis that evicts, and one that wants a password', async () => {
    const client = new Redis(patient.redis.url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const evicts =
      'Redis: evicts by allkeys-lru, and records may be lost: set maxmemory-policy to noeviction';
    expect(await patient.complaints()).toEqual([`warning ${evicts}`]);
    await client.config('SET', 'maxmemory', '100mb');
    expect(await patient.complaints()).toEqual([`fault ${evicts}`]);
    await client.config('SET', 'requirepass', 'wrong-key');
    expect(await patient.complaints()).toEqual([
      'fault Redis: refuses the password: correct it in REDIS_URL',
    ]);
    await client.auth('wrong-key');
    await client.config('SET', 'requirepass', '');
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    client.disconnect();
  });

  it('finds a clock that is wrong', async () => {
    const off = (seconds: number) => ({ now: () => new Date(Date.now() + seconds * 1000) });
    expect(await patient.complaints({}, off(30))).toEqual([
      'warning clock: 30 s ahead: keep it right with NTP',
    ]);
    expect(await patient.complaints({}, off(-120))).toEqual([
      'fault clock: 120 s behind: keep it right with NTP',
    ]);
  });

  it('finds a folder that cannot be written to', async () => {
    const file = join(patient.folder, 'a-file');
    await writeFile(file, '');
    expect(await patient.complaints({ LOG_FILE: join(file, 'app.log') })).toEqual([
      expect.stringMatching(/^fault disk: .*a-file cannot be written to \(.*, or LOG_FILE$/),
    ]);
  });

  it('finds a Node.js that is too old, and one that is not tested', async () => {
    expect(await patient.complaints({}, { nodeVersion: '20.19.0' })).toEqual([
      'fault Node.js: 20.19.0 is too old: use Node.js 24',
    ]);
    expect(await patient.complaints({}, { nodeVersion: '22.20.0' })).toEqual([
      'warning Node.js: 22.20.0 is not tested: use Node.js 24',
    ]);
  });

  it('does not miss the stores that a laptop starts by itself', async () => {
    const findings = await patient.examine({ DATABASE_URL: undefined, REDIS_URL: '' });
    expect(findings).toContainEqual(
      expect.objectContaining({ subject: 'Redis', verdict: 'skipped' }),
    );
    expect(exitCode(findings)).toBe(0);
  });
});
