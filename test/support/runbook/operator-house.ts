import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadVocabulary, type Conversation } from '../audio/conversation.js';
import { CompletePostgres, completePostgresFolder } from '../complete-postgres.js';
import { eventually } from '../eventually.js';
import { freePort } from '../free-port.js';
import { RedisServer } from '../redis-server.js';
import { recordedTurns } from '../server/recorded-turns.js';
import { startVendors, type StandInVendors } from '../server/stand-in-vendors.js';
import { createTestStores, type TestStores } from '../stores.js';
import { recordedCaller, TwilioSimulator, type CallerStep } from '../twilio/index.js';
import { openAiFailures } from '../vendors/openai/failures.js';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const speechFolder = join(project, 'test/fixtures/speech');
const ofProject = ['package.json', 'node_modules', 'scripts', 'src', 'migrations'];
const latencies = { recognitionMs: 20, firstTokenMs: 20, tokenMs: 2, firstAudioMs: 20 };
const tutorNumber = '+250788000000';

const callerNumber = '+250788123456';

/** The two databases and Redis servers that the runbook speaks of: the one in use, and one for a drill. */
interface Stores {
  readonly databaseUrl: string;
  readonly drillDatabaseUrl: string;
  readonly redis: RedisServer;
  readonly drillRedis: RedisServer;
  close(): Promise<void>;
}

interface Furnishing {
  readonly folder: string;
  readonly stores: Stores;
  readonly vendors: StandInVendors;
  readonly speech: Conversation;
  readonly port: number;
}

/**
 * A machine as an operator has it: a folder with the built server and its settings, stores, vendors, and
 * people who call. Starting and stopping the server is left to the operator.
 */
export class OperatorHouse {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  private readonly stores: Stores;
  private readonly vendors: StandInVendors;
  private readonly speech: Conversation;

  private constructor({ folder, stores, vendors, speech, port }: Furnishing) {
    this.folder = folder;
    this.stores = stores;
    this.vendors = vendors;
    this.speech = speech;
    this.environment = {
      ...vendors.environment,
      ...settingsIn(folder, port),
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redis.url,
      DRILL_DATABASE_URL: stores.drillDatabaseUrl,
      DRILL_REDIS_URL: stores.drillRedis.url,
    };
  }

  static async open(): Promise<OperatorHouse> {
    const folder = await mkdtemp(join(tmpdir(), 'bakame-runbook-'));
    const speech = await loadVocabulary(speechFolder);
    const [stores, vendors, port] = await Promise.all([
      openStores(),
      startVendors(speech, latencies),
      freePort(),
    ]);
    for (const name of ofProject) await symlink(join(project, name), join(folder, name));
    build(folder);
    return new OperatorHouse({ folder, stores, vendors, speech, port });
  }

  /**
   * Somebody learns, and three others ask while both models are down. Resolves when the calls are over and
   * on record.
   */
  async placeCalls(): Promise<void> {
    const { vendors } = this.vendors;
    const isDown = { failure: openAiFailures.internalError() };
    vendors.llama.planByDefault('chat', isDown);
    vendors.openAi.planByDefault('chat', isDown);
    const ask = this.speech.recordings.filter(({ label }) => label === 'why-is-the-sky-blue');
    const question = ask.map((say) => ({ say }));
    const twilio = this.twilio();
    const calls = [
      call(twilio, callerNumber, [{ press: '1' }, { press: '7' }]),
      ...[1, 2, 3].map(async (n) => call(twilio, `+25078800000${n}`, question)),
    ];
    const callSids = await Promise.all(calls);
    await recordedTurns(this.stores.databaseUrl, callSids);
    await eventually(async () => {
      const csv = await readFile(this.environment['CSV_FILE'] ?? '', 'utf8');
      for (const sid of callSids)
        if (!csv.includes(sid)) throw new Error(`call ${sid} is not in the CSV`);
    });
  }

  async close(): Promise<void> {
    await this.vendors.close();
    await this.stores.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private twilio(): TwilioSimulator {
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } =
      this.environment;
    const publicBaseUrl = this.environment['BAKAME_URL'] ?? '';
    return new TwilioSimulator({ accountSid, authToken, publicBaseUrl });
  }
}

/** Returns the call's id when it is over. */
async function call(
  twilio: TwilioSimulator,
  from: string,
  steps: readonly CallerStep[],
): Promise<string> {
  const caller = recordedCaller(steps, { lingerMs: 0 });
  return (await twilio.placeCall({ from, to: tutorNumber, caller }).finished).callSid;
}

/** Of the programs, those that this machine lacks, or that know no PostgreSQL here. */
export function missingPrograms(programs: readonly string[]): string[] {
  const useless = completePostgresFolder() === undefined ? ['pg_dump', 'pg_restore'] : [];
  return programs.filter(
    (program) => useless.includes(program) || spawnSync('which', [program]).status !== 0,
  );
}

/** What an operator's `.env` would say, and what the runbook calls by a name of its own. */
function settingsIn(folder: string, port: number): Readonly<Record<string, string>> {
  const url = `http://127.0.0.1:${port}`;
  return {
    PORT: String(port),
    PUBLIC_BASE_URL: url,
    BAKAME_URL: url,
    TWILIO_PHONE_NUMBER: tutorNumber,
    OPS_TOKEN: 'a token for the runbook',
    CALLER_ID_KEY: 'a key for the runbook',
    NEW_CALLER_ID_KEY: 'another key for the runbook',
    CALLER_NUMBER: callerNumber,
    CSV_FILE: join(folder, 'user_sessions.csv'),
    LOG_FILE: join(folder, 'app.log'),
    SPOOL_DIR: join(folder, 'spool'),
    BAKAME_HOME: join(folder, '.bakame'),
    BACKUP_DIR: join(folder, 'backups'),
    LOG_TO_CLEAN: join(folder, 'to-clean.log'),
    VAD_PROVIDER: 'energy',
    SMART_TURN: 'off',
    BREAKER_OPEN_MS: '1000',
    DRAIN_TIMEOUT_MS: '1000',
  };
}

/** The server as `npm run build` leaves it, by a compiler that is quick and checks no types. */
function build(folder: string): void {
  const arguments_ = [
    ...['src', 'migrations', '-d', join(folder, 'dist'), '--config-file', '.swcrc', '--quiet'],
    ...['--ignore', '**/*.spec.ts', '--ignore', '**/testing/**'],
  ];
  const swc = join(project, 'node_modules/@swc/cli/bin/swc.js');
  const { status, stderr } = spawnSync(process.execPath, [swc, ...arguments_], { cwd: project });
  if (status !== 0) throw new Error(`The server could not be built.\n${stderr.toString()}`);
}

/** A PostgreSQL that pg_dump knows, where the machine has one; else that of the other tests. */
async function openStores(): Promise<Stores> {
  const [redis, drillRedis] = await Promise.all([RedisServer.start(), RedisServer.start()]);
  const both = { redis, drillRedis };
  const closeRedis = async (): Promise<void> => {
    await Promise.all([redis.kill(), drillRedis.kill()]);
  };
  const folder = completePostgresFolder();
  if (folder === undefined) {
    const pair: TestStores[] = [await createTestStores(), await createTestStores()];
    const [databaseUrl = '', drillDatabaseUrl = ''] = pair.map((stores) => stores.databaseUrl);
    const close = async (): Promise<void> => {
      await closeRedis();
      for (const stores of pair) await stores.close();
    };
    return { ...both, databaseUrl, drillDatabaseUrl, close };
  }
  const postgres = await CompletePostgres.start(folder);
  const close = async (): Promise<void> => {
    await closeRedis();
    await postgres.stop();
  };
  return {
    ...both,
    databaseUrl: await postgres.createDatabase('bakame'),
    drillDatabaseUrl: await postgres.createDatabase('drill'),
    close,
  };
}
