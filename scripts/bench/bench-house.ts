import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ExactRecogniser, type Utterance } from '../../test/support/audio/exact-recogniser.js';
import { startServer } from '../../test/support/server/server-process.js';
import type { VendorLatencies } from '../../test/support/server/stand-in-vendors.js';
import { TwilioSimulator } from '../../test/support/twilio/index.js';
import { startAll, type AllVendors } from '../../test/support/vendors/start-all.js';
import { questionText, readyText } from './scenes.js';

/** The vendors whose stand-ins can recognise, and the rate at which the server sends them audio. */
const recognitionHz = { whisper: 16_000, deepgram: 8000 };
export type Recogniser = keyof typeof recognitionHz;
const firstSentence = 'That is a good question, let us see.';
const countRequest = 'Will you count for me?';
const longAnswer =
  `${firstSentence} Light from the sun has every colour in it. ` +
  'The air scatters blue more than red. So blue comes to you from everywhere.';

export interface HousePlan {
  readonly utterances: readonly Utterance[];
  /** Null for the local models instead of stand-ins. */
  readonly latencies: VendorLatencies | null;
  /** Whose stand-in recognises. */
  readonly recogniser: Recogniser;
  /** Settings of the server. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A server under test, and a Twilio that calls it. */
export interface BenchHouse {
  readonly twilio: TwilioSimulator;
  /** The clauses of the long answer that the voice was asked for so far, in order. */
  clausesOfAnswer(): readonly string[];
  close(): Promise<void>;
}

export async function openHouse(plan: HousePlan): Promise<BenchHouse> {
  const folder = resolve(process.env['BAKAME_HOME'] ?? '.bakame', 'bench-turns');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const vendors = plan.latencies && (await startVendors(plan, plan.latencies));
  const account = {
    accountSid: `AC${randomBytes(16).toString('hex')}`,
    authToken: randomBytes(16).toString('hex'),
  };
  try {
    const server = await startServer(folder, {
      ...providers(vendors, plan.recogniser),
      TWILIO_ACCOUNT_SID: account.accountSid,
      TWILIO_AUTH_TOKEN: account.authToken,
      CALLER_ID_KEY: randomBytes(16).toString('hex'),
      // A model that loads beside the calls would be measured with them.
      ASR_FALLBACK: 'none',
      TTS_FALLBACK: 'none',
      ...plan.environment,
    });
    return {
      twilio: new TwilioSimulator({ ...account, publicBaseUrl: server.url }),
      clausesOfAnswer: () => (vendors ? clausesOfAnswer(vendors) : []),
      close: async () => {
        await server.stop();
        await vendors?.close();
      },
    };
  } catch (error) {
    await vendors?.close();
    throw error;
  }
}

/** Stand-ins that hear exactly what was said so far; the question gets a long answer. */
async function startVendors(
  { utterances, recogniser: vendor }: HousePlan,
  latencies: VendorLatencies,
): Promise<AllVendors> {
  const recogniser = new ExactRecogniser(utterances, recognitionHz[vendor]);
  return startAll({
    latencies,
    answer: (messages) => {
      const said = messages.findLast(({ role }) => role === 'user')?.content ?? '';
      if (said.includes(questionText)) return longAnswer;
      return said.includes(readyText) ? `${firstSentence} ${countRequest}` : firstSentence;
    },
    recognise: ({ samples }) => recogniser.recognise(samples),
  });
}

/** The answer in the pieces in which it was spoken; a text that was spoken whole later is none of them. */
function clausesOfAnswer({ deepgram }: AllVendors): string[] {
  const texts = deepgram.requestsTo('speak').map(({ body }) => body.text);
  const shortestFirst = [...new Set(texts)].sort((a, b) => a.length - b.length);
  const clauses: string[] = [];
  for (let rest = longAnswer; ;) {
    const next = shortestFirst.find((text) => rest.startsWith(text));
    if (next === undefined) return clauses;
    clauses.push(next);
    rest = rest.slice(next.length).trimStart();
  }
}

export function isRecogniser(name: string): name is Recogniser {
  return Object.hasOwn(recognitionHz, name);
}

function providers(
  vendors: AllVendors | null,
  recogniser: Recogniser,
): Readonly<Record<string, string>> {
  const names = vendors
    ? { ASR_PROVIDER: recogniser, TTS_PROVIDER: 'deepgram', LLM_PROVIDER: 'llama' }
    : { ASR_PROVIDER: 'whisper_local', TTS_PROVIDER: 'coqui_local', LLM_PROVIDER: 'none' };
  return {
    ...vendors?.environment,
    ...(process.env['BAKAME_MODELS_MISSING'] ? { VAD_PROVIDER: 'energy' } : {}),
    ...names,
  };
}
