import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  TwilioSimulator,
  type CallReport,
  type SimulatedCall,
} from '../../test/support/twilio/index.js';
import { loadVocabulary } from '../../test/support/audio/conversation.js';
import { startServer, type RunningServer } from '../../test/support/server/server-process.js';
import {
  startVendors,
  type StandInVendors,
  type VendorLatencies,
} from '../../test/support/server/stand-in-vendors.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** The recordings that come with the project. */
export const speechFolder = join(project, 'test/fixtures/speech');

/** Nothing but this machine: used where the environment does not choose otherwise. */
const offline = {
  ASR_PROVIDER: 'whisper_local',
  TTS_PROVIDER: 'coqui_local',
  LLM_PROVIDER: 'none',
};

export interface RehearsalPlan {
  /** Names the folder under BAKAME_HOME that receives logs, CSV and recordings. */
  readonly name: string;
  /** Stand-ins instead of the configured providers, with these latencies. */
  readonly standIns?: VendorLatencies;
  /** Recordings that the stand-ins are to know, beside the project's own. */
  readonly speech?: string;
}

/** A server of our own with everything it needs, and a Twilio that calls it. */
export interface Rehearsal {
  readonly folder: string;
  readonly server: RunningServer;
  readonly twilio: TwilioSimulator;
  /** The providers in use, as their variables name them. */
  readonly providers: Readonly<Record<'ASR_PROVIDER' | 'TTS_PROVIDER' | 'LLM_PROVIDER', string>>;
  close(): Promise<void>;
}

/** Starts what is needed; on a failure, or a Ctrl-C on the way, nothing is left running. */
export async function rehearse(plan: RehearsalPlan): Promise<Rehearsal> {
  const folder = resolve(project, process.env['BAKAME_HOME'] ?? '.bakame', plan.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const vendors = plan.standIns && (await standIns(plan.speech ?? speechFolder, plan.standIns));
  const account = {
    accountSid: `AC${randomBytes(16).toString('hex')}`,
    authToken: randomBytes(16).toString('hex'),
  };
  const environment = { ...offline, ...chosen(), ...vendors?.environment };
  try {
    const server = await startServer(folder, {
      ...environment,
      TWILIO_ACCOUNT_SID: account.accountSid,
      TWILIO_AUTH_TOKEN: account.authToken,
      CALLER_ID_KEY: randomBytes(16).toString('hex'),
    });
    const twilio = new TwilioSimulator({ ...account, publicBaseUrl: server.url });
    const close = async (): Promise<void> => {
      await server.stop();
      await vendors?.close();
    };
    return { folder, server, twilio, providers: environment, close };
  } catch (error) {
    await vendors?.close();
    throw error;
  }
}

/** Resolves with the report, or hangs up and rejects when the process is told to stop. */
export async function untilOver(call: SimulatedCall): Promise<CallReport> {
  const stop = (): void => {
    call.hangUp();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await call.finished;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function standIns(speech: string, latencies: VendorLatencies): Promise<StandInVendors> {
  return startVendors(await loadVocabulary(speech), latencies);
}

/** What the environment says about the providers. */
function chosen(): Partial<typeof offline> {
  const names = Object.keys(offline) as (keyof typeof offline)[];
  const given = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return Object.fromEntries(given) as Partial<typeof offline>;
}
