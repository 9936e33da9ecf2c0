import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { encodeMulaw } from '../../src/speech/index.js';
import type { Conversation } from '../../test/support/audio/conversation.js';
import { RecordingMatcher } from '../../test/support/audio/recording-matcher.js';
import { babble } from '../../test/support/vendors/audio/babble.js';
import type { SpeakPlan } from '../../test/support/vendors/deepgram/speak/speak-route.js';
import { CoquiStandIn } from '../../test/support/vendors/local/coqui-stand-in.js';
import { WhisperServerStandIn } from '../../test/support/vendors/local/whisper-server-stand-in.js';
import type { ChatPlan } from '../../test/support/vendors/openai/chat/chat-plan.js';
import type { TranscriptionPlan } from '../../test/support/vendors/openai/transcription.js';
import { startAll, type AllVendors } from '../../test/support/vendors/start-all.js';

/** How each kind of service answers. */
interface Plans {
  readonly model: ChatPlan;
  readonly ear: TranscriptionPlan;
  readonly voice: SpeakPlan;
}

/** What goes wrong at a service, by its kind; or at its door, before it is asked anything. */
export type ServiceFault = 'refuses' | 'slams' | Plans;

/** A service of a vendor, which may be spoilt and is then as it was. */
export interface Service {
  spoil(fault: ServiceFault): Promise<void>;
  mend(): Promise<void>;
}

/** As much of a stand-in as all kinds share. */
interface Server {
  readonly url: string;
  refuse(): Promise<void>;
  accept(): Promise<unknown>;
}

const answer =
  'That is a good question. Think of it in small steps. What do you think comes first?';
/** A babble of 60 ms a character at these rates, played at 8 kHz: 24 ms a character, or 75 as people talk. */
const briskHz = 3200;
const usualHz = 10_000;
/** Phrases up to this length, fillers among them, take as long as they would in a call. */
const shortPhrase = 40;

/** Every vendor and the local engines that stand by for them, each in order until it is spoilt. */
export class FaultVendors {
  readonly primaryModel: Service;
  readonly fallbackModel: Service;
  readonly recogniser: Service;
  readonly voice: Service;

  private constructor(
    readonly all: AllVendors,
    private readonly whisper: WhisperServerStandIn,
    private readonly coqui: CoquiStandIn,
    transcription: TranscriptionPlan,
  ) {
    const chat: ChatPlan = { firstTokenMs: 50, tokenMs: 5, text: answer };
    const speak: SpeakPlan = { firstAudioMs: 60, voice: briskVoice };
    const { llama, openAi, deepgram } = all;
    this.primaryModel = service(llama, 'model', chat, (plan) => {
      llama.planByDefault('chat', plan);
    });
    this.fallbackModel = service(openAi, 'model', chat, (plan) => {
      openAi.planByDefault('chat', plan);
    });
    this.recogniser = service(openAi, 'ear', transcription, (plan) => {
      openAi.planByDefault('transcription', plan);
    });
    this.voice = service(deepgram, 'voice', speak, (plan) => {
      deepgram.planByDefault('speak', plan);
    });
  }

  static async start({ recordings, words }: Conversation): Promise<FaultVendors> {
    const matcher = new RecordingMatcher(recordings, words);
    const transcription: TranscriptionPlan = {
      delayMs: 60,
      text: ({ samples, sampleRateHz }) => matcher.recognise(samples, sampleRateHz),
    };
    const [all, whisper, coqui] = await Promise.all([
      startAll(),
      WhisperServerStandIn.start({ transcription }),
      CoquiStandIn.start({ speak: { voice: briskVoice } }),
    ]);
    return new FaultVendors(all, whisper, coqui, transcription);
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      ...this.all.environment,
      WHISPER_URL: this.whisper.url,
      COQUI_URL: this.coqui.url,
    };
  }

  /** Connections that the server holds open, busy or not. */
  get openConnections(): number {
    return this.servers.reduce((sum, { openConnections }) => sum + openConnections, 0);
  }

  /** How many requests are under way. */
  async unfinished(): Promise<number> {
    const endings = this.servers.flatMap(({ requests }) =>
      requests.map(async ({ ended }) => Promise.race([ended, Promise.resolve('under way')])),
    );
    return (await Promise.all(endings)).filter((ending) => ending === 'under way').length;
  }

  async close(): Promise<void> {
    await Promise.all([this.all.close(), this.whisper.close(), this.coqui.close()]);
  }

  private get servers(): readonly Pick<AllVendors['openAi'], 'openConnections' | 'requests'>[] {
    const { openAi, llama, deepgram } = this.all;
    return [openAi, llama, deepgram, this.whisper, this.coqui];
  }
}

function briskVoice(text: string): Uint8Array {
  return encodeMulaw(babble(text, text.length > shortPhrase ? briskHz : usualHz));
}

function service<Kind extends keyof Plans>(
  server: Server,
  kind: Kind,
  usual: Plans[Kind],
  plan: (plan: Plans[Kind]) => void,
): Service {
  plan(usual);
  let open: () => Promise<void> = async () => Promise.resolve();
  return {
    spoil: async (fault) => {
      if (typeof fault === 'object') {
        plan({ ...usual, ...fault[kind] });
        return;
      }
      await server.refuse();
      const close = fault === 'slams' ? await slamming(Number(new URL(server.url).port)) : null;
      open = async () => {
        await close?.();
        await server.accept();
      };
    },
    mend: async () => {
      plan(usual);
      await open();
      open = async () => Promise.resolve();
    },
  };
}

/** Takes connections and closes them before a byte was read, as when no TLS handshake comes about. */
async function slamming(port: number): Promise<() => Promise<void>> {
  const door = createServer((socket: Socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(door, 'listening');
  return async () => {
    await once(door.close(), 'close');
  };
}
