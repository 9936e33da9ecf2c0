import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configure } from '../../src/app.js';
import { diagnose, type Finding, type Machine } from '../../src/doctor/index.js';
import { migrate } from '../../src/persistence/index.js';
import { RedisServer } from './redis-server.js';
import { createTestStores, type TestStores } from './stores.js';
import { startAll, type AllVendors } from './vendors/start-all.js';

export type Changes = Readonly<Record<string, string | undefined>>;

const secrets = ['sk-stand-in', 'dg-stand-in', 'llama-stand-in', 'wrong-key'];
/** The vendors' models are all it uses: the local ones need their files. */
const noLocalModels = { VAD_PROVIDER: 'energy', SMART_TURN: 'off' };
const machine: Machine = { nodeVersion: '24.21.0', now: () => new Date() };

/** A right configuration, over stores of its own and stand-ins for all vendors, for a doctor to examine. */
export class Patient {
  private constructor(
    readonly folder: string,
    readonly stores: TestStores,
    readonly redis: RedisServer,
    readonly vendors: AllVendors,
  ) {}

  static async arrive(): Promise<Patient> {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-spec-'));
    const [stores, redis, vendors] = await Promise.all([
      createTestStores(),
      RedisServer.start(),
      startAll(),
    ]);
    await migrate(stores.databaseUrl);
    return new Patient(folder, stores, redis, vendors);
  }

  get environment(): Record<string, string> {
    return {
      ...this.vendors.environment,
      ...noLocalModels,
      ASR_PROVIDER: 'deepgram',
      TWILIO_PHONE_NUMBER: '+250788000000',
      DATABASE_URL: this.stores.databaseUrl,
      REDIS_URL: this.redis.url,
      PUBLIC_BASE_URL: 'http://127.0.0.1:9',
      BAKAME_HOME: this.folder,
      LOG_FILE: join(this.folder, 'app.log'),
      CSV_FILE: join(this.folder, 'user_sessions.csv'),
    };
  }

  async examine(changes: Changes = {}, on: Partial<Machine> = {}): Promise<readonly Finding[]> {
    const never = new AbortController().signal;
    const environment = { ...this.environment, ...changes };
    return diagnose(environment, configure, { ...machine, ...on }, never);
  }

  /** What is not well, a line each, without a secret in any. */
  async complaints(changes: Changes = {}, on: Partial<Machine> = {}): Promise<string[]> {
    const findings = await this.examine(changes, on);
    const text = JSON.stringify(findings);
    const told = secrets.filter((secret) => text.includes(secret));
    if (told.length > 0) throw new Error('a secret was told');
    return findings
      .filter(({ verdict }) => verdict === 'fault' || verdict === 'warning')
      .map(({ subject, verdict, message }) => `${verdict} ${subject}: ${message}`);
  }

  async leave(): Promise<void> {
    await Promise.all([this.stores.close(), this.redis.kill(), this.vendors.close()]);
    await rm(this.folder, { recursive: true });
  }
}
