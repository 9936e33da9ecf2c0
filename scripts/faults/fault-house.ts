import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PhraseCache } from '../../src/speech/tts/phrase-cache.js';
import { Deepgram } from '../../src/speech/tts/providers/deepgram/deepgram.provider.js';
import { keptPhrases } from '../../src/tutor/index.js';
import type { Conversation } from '../../test/support/audio/conversation.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { startServer, type RunningServer } from '../../test/support/server/server-process.js';
import { TwilioSimulator } from '../../test/support/twilio/index.js';
import { FaultVendors } from './fault-vendors.js';

/** What all cells start from. */
export interface Ground {
  readonly speech: Conversation;
  /** A BAKAME_HOME in which the fixed phrases are kept, as on every server that ran for some minutes. */
  readonly home: string;
}

export interface Stores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

const account = {
  accountSid: `AC${randomBytes(16).toString('hex')}`,
  authToken: randomBytes(16).toString('hex'),
};

const usual = {
  TWILIO_ACCOUNT_SID: account.accountSid,
  TWILIO_AUTH_TOKEN: account.authToken,
  TWILIO_PHONE_NUMBER: '+14155550100',
  CALLER_ID_KEY: 'a key for this bench alone',
  VAD_PROVIDER: 'energy',
  SMART_TURN: 'off',
  ASR_PROVIDER: 'whisper_local',
  TTS_PROVIDER: 'deepgram',
  DEEPGRAM_TTS_MODEL: 'aura-2-thalia-en',
  LLM_PROVIDER: 'llama',
};

/** Speaks every fixed phrase once; `remove` when all cells are done. */
export async function prepareGround(
  speech: Conversation,
): Promise<Ground & { remove: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'bakame-fault-phrases-'));
  const vendors = await FaultVendors.start(speech);
  const { DEEPGRAM_BASE_URL: baseUrl = '', DEEPGRAM_API_KEY: apiKey = '' } = vendors.environment;
  const voice = new Deepgram({ baseUrl, apiKey, model: usual.DEEPGRAM_TTS_MODEL });
  const cache = await PhraseCache.open(voice, home, new MemoryLog());
  const never = new AbortController().signal;
  for (const text of keptPhrases) {
    const chunks = cache.synthesize({ text, fixed: true }, never);
    while (!(await chunks.next()).done) continue;
  }
  await cache.close();
  await vendors.close();
  return { speech, home, remove: async () => rm(home, { recursive: true, force: true }) };
}

/** The server of one cell, started over given stores, with vendors and a Twilio of its own. */
export class FaultHouse {
  private started: { server: RunningServer; twilio: TwilioSimulator } | undefined;

  private constructor(
    readonly vendors: FaultVendors,
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async open(
    ground: Ground,
    stores: Stores,
    environment: Readonly<Record<string, string>>,
  ): Promise<FaultHouse> {
    const folder = await mkdtemp(join(tmpdir(), 'bakame-faults-'));
    // A copy, because what is spoken under a fault is kept too.
    await cp(ground.home, folder, { recursive: true });
    const vendors = await FaultVendors.start(ground.speech);
    return new FaultHouse(vendors, folder, {
      ...vendors.environment,
      ...usual,
      BAKAME_HOME: folder,
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      ...environment,
    });
  }

  /** Rejects with the server's own words when it does not start. */
  async startServer(): Promise<void> {
    const server = await startServer(this.folder, this.environment);
    this.started = {
      server,
      twilio: new TwilioSimulator({ ...account, publicBaseUrl: server.url }),
    };
  }

  get twilio(): TwilioSimulator {
    return this.running.twilio;
  }

  /** Text messages that were sent. */
  get texts(): number {
    return this.vendors.all.twilio.requestsTo('messages').length;
  }

  /** Whether the process answers. */
  async isAlive(): Promise<boolean> {
    return fetch(`${this.running.server.url}/livez`, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** Files and sockets that the process holds open (Linux). */
  async handles(): Promise<number> {
    return (await readdir(`/proc/${this.running.server.pid}/fd`).catch(() => [])).length;
  }

  async close(): Promise<void> {
    await this.started?.server.stop();
    await this.vendors.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private get running(): { server: RunningServer; twilio: TwilioSimulator } {
    if (!this.started) throw new Error('The server was not started.');
    return this.started;
  }
}
