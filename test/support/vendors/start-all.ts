import type { Voice } from './audio/voice.js';
import type { WavAudio } from './audio/wav.js';
import { DeepgramStandIn } from './deepgram/deepgram-stand-in.js';
import type { ReceivedMessage } from './openai/chat/chat-plan.js';
import { llamaModel, LlamaStandIn } from './openai/llama-stand-in.js';
import { OpenAiStandIn } from './openai/openai-stand-in.js';
import {
  twilioAccountSid,
  twilioAuthToken,
  type TwilioOptions,
  TwilioStandIn,
} from './twilio/twilio-stand-in.js';

const none = { recognitionMs: 0, firstTokenMs: 0, tokenMs: 0, firstAudioMs: 0 };

/** How long the vendors take, in ms; nothing when unset. */
export interface Latencies {
  readonly recognitionMs?: number;
  readonly firstTokenMs?: number;
  /** From one token to the next. */
  readonly tokenMs?: number;
  readonly firstAudioMs?: number;
}

export interface StartAllOptions {
  readonly latencies?: Latencies;
  /** What the models say to the messages. */
  readonly answer?: string | ((messages: readonly ReceivedMessage[]) => string);
  /** What is heard in an upload, or in a stream so far; otherwise a test plans texts. */
  readonly recognise?: (audio: WavAudio) => string;
  /** Speaks a text as mu-law at 8 kHz; nonsense of the text's length when unset. */
  readonly voice?: Voice;
  readonly twilio?: TwilioOptions;
}

/** Every vendor on this machine, and the variables that point a server at them. */
export interface AllVendors {
  readonly openAi: OpenAiStandIn;
  readonly llama: LlamaStandIn;
  readonly deepgram: DeepgramStandIn;
  readonly twilio: TwilioStandIn;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const openAiKey = 'sk-stand-in';
const llamaKey = 'llama-stand-in';
const deepgramKey = 'dg-stand-in';

/** Starts OpenAI, a Llama server, Deepgram and Twilio; each takes the keys of the environment only. */
export async function startAll(options: StartAllOptions = {}): Promise<AllVendors> {
  const { answer, recognise, voice } = options;
  const { recognitionMs, firstTokenMs, tokenMs, firstAudioMs } = { ...none, ...options.latencies };
  const chat = { firstTokenMs, tokenMs, ...(answer !== undefined && { text: answer }) };
  const transcription = { delayMs: recognitionMs, ...(recognise && { text: recognise }) };
  const speak = { firstAudioMs, ...(voice && { voice }) };
  const listen = { resultDelayMs: recognitionMs, ...(recognise && { recognise }) };
  const [openAi, llama, deepgram, twilio] = await Promise.all([
    OpenAiStandIn.start({ apiKey: openAiKey, chat, transcription }),
    LlamaStandIn.start({ apiKey: llamaKey, chat }),
    DeepgramStandIn.start({ apiKey: deepgramKey, speak, listen, flux: listen }),
    TwilioStandIn.start(options.twilio),
  ]);
  const vendors = { openAi, llama, deepgram, twilio };
  return {
    ...vendors,
    environment: environmentOf(vendors, options.twilio ?? {}),
    close: async () => {
      await Promise.all(Object.values(vendors).map(async (vendor) => vendor.close()));
    },
  };
}

function environmentOf(
  { openAi, llama, deepgram, twilio }: Omit<AllVendors, 'environment' | 'close'>,
  { accountSid = twilioAccountSid, authToken = twilioAuthToken }: TwilioOptions,
): Readonly<Record<string, string>> {
  return {
    OPENAI_BASE_URL: `${openAi.url}/v1`,
    OPENAI_API_KEY: openAiKey,
    OPENAI_MODEL: 'gpt-5.4-mini',
    LLAMA_BASE_URL: `${llama.url}/v1`,
    LLAMA_API_KEY: llamaKey,
    LLAMA_MODEL: llamaModel,
    DEEPGRAM_BASE_URL: deepgram.url,
    DEEPGRAM_API_KEY: deepgramKey,
    TWILIO_API_BASE_URL: twilio.url,
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
  };
}
