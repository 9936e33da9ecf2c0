import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupCommand } from '../../src/backup/backup-command.js';
import { restoreCommand } from '../../src/backup/restore-command.js';
import { migrate } from '../../src/persistence/index.js';
import { runCommand } from '../support/run-command.js';
import { createTestStores, type TestStores } from '../support/stores.js';

describe('the backup commands', () => {
  let stores: TestStores;
  let environment: Record<string, string>;
  let folder: string;

  beforeEach(async () => {
    stores = await createTestStores();
    await migrate(stores.databaseUrl);
    folder = await mkdtemp(join(tmpdir(), 'bakame-backup-'));
    environment = {
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      PG_BIN_DIR: folder,
    };
  });

  afterEach(async () => {
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('say what to install when pg_dump is missing', async () => {
    const { code, said } = await runCommand(backupCommand, ['--to', folder], environment);
    expect(code).toBe(1);
    expect(said).toMatch(/^pg_dump is not here: install PostgreSQL's client programs, version \d+/);
  });

  it('say what to install when pg_dump is older than the server', async () => {
    await writeFile(join(folder, 'pg_dump'), `#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n`);
    await chmod(join(folder, 'pg_dump'), 0o755);
    const { code, said } = await runCommand(backupCommand, ['--to', folder], environment);
    expect(code).toBe(1);
    expect(said).toMatch(/^pg_dump 9 is older than the server, which is PostgreSQL \d+: install/);
  });

  it('show how they are used, and tell a folder that is no backup', async () => {
    expect((await runCommand(backupCommand, ['--where', 'x'], environment)).code).toBe(2);
    expect((await runCommand(restoreCommand, [], environment)).said).toContain('npm run restore');
    expect(await runCommand(restoreCommand, [folder], environment)).toEqual({
      code: 1,
      said: `${folder} is not a backup: it has no manifest.json.`,
    });
  });
});
