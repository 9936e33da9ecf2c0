import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../../src/persistence/index.js';
import { loadVocabulary, type Conversation } from '../audio/conversation.js';
import type { Recording } from '../audio/index.js';
import { createTestStores, type TestStores } from '../stores.js';
import { TwilioSimulator } from '../twilio/index.js';
import type { AllVendors } from '../vendors/start-all.js';
import { recordedTurns, type RecordedTurn } from './recorded-turns.js';
import { startServer, type RunningServer } from './server-process.js';
import { startVendors } from './stand-in-vendors.js';

const speechFolder = fileURLToPath(new URL('../../fixtures/speech', import.meta.url));

/** Quick vendors: a test waits for what happens, not for how long it takes. */
const latencies = { recognitionMs: 30, firstTokenMs: 30, tokenMs: 2, firstAudioMs: 20 };

export interface HouseOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** What recordings are heard as, by label, in place of their own words. */
  readonly words?: Readonly<Record<string, string>>;
  /** Real providers by the environment instead of stand-ins. */
  readonly withoutVendors?: boolean;
  /** Where the server's source lies, when it is not this project's. */
  readonly source?: string;
}

interface Furnishing {
  readonly server: RunningServer;
  readonly twilio: TwilioSimulator;
  readonly vendors: AllVendors;
  readonly stores: TestStores;
  /** Where the server writes its log and its CSV. */
  readonly folder: string;
  readonly speech: Conversation;
}

/** The whole server as a process, with stores and vendors of its own, and a Twilio that calls it. */
export class TestHouse {
  readonly server: RunningServer;
  readonly twilio: TwilioSimulator;
  readonly vendors: AllVendors;
  readonly stores: TestStores;
  readonly folder: string;
  private readonly speech: Conversation;

  private constructor({ server, twilio, vendors, stores, folder, speech }: Furnishing) {
    this.server = server;
    this.twilio = twilio;
    this.vendors = vendors;
    this.stores = stores;
    this.folder = folder;
    this.speech = speech;
  }

  static async open({
    environment = {},
    words = {},
    withoutVendors = false,
    source,
  }: HouseOptions = {}): Promise<TestHouse> {
    const [stores, speech, folder] = await Promise.all([
      createTestStores(),
      loadVocabulary(speechFolder),
      mkdtemp(join(tmpdir(), 'bakame-house-')),
    ]);
    await migrate(stores.databaseUrl);
    const { vendors, environment: vendorEnvironment } = await startVendors(
      { ...speech, words: new Map([...speech.words, ...Object.entries(words)]) },
      latencies,
    );
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } =
      vendors.environment;
    const settings = {
      ...(withoutVendors ? vendors.environment : vendorEnvironment),
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      CALLER_ID_KEY: 'a key for tests alone',
      LOG_LEVEL: 'debug',
      ...environment,
    };
    const server = await startServer(folder, settings, source);
    const twilio = new TwilioSimulator({ accountSid, authToken, publicBaseUrl: server.url });
    return new TestHouse({ server, twilio, vendors, stores, folder, speech });
  }

  /** The Twilio account whose signatures the server accepts. */
  get account(): { accountSid: string; authToken: string } {
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } =
      this.vendors.environment;
    return { accountSid, authToken };
  }

  /** A recording of the project by its label. */
  recording(label: string): Recording {
    const found = this.speech.recordings.find((recording) => recording.label === label);
    if (!found) throw new Error(`There is no recording ${label}.wav.`);
    return found;
  }

  async rows(...callSids: readonly string[]): Promise<RecordedTurn[]> {
    return recordedTurns(this.stores.databaseUrl, callSids);
  }

  /** Everything that the server wrote: standard output, log file and CSV. */
  async written(): Promise<string> {
    const files = ['server.log', 'app.log', 'user_sessions.csv'];
    const texts = files.map(async (name) =>
      readFile(join(this.folder, name), 'utf8').catch(() => ''),
    );
    return (await Promise.all(texts)).join('\n');
  }

  async close(): Promise<void> {
    await this.server.stop();
    await this.vendors.close();
    await this.stores.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
