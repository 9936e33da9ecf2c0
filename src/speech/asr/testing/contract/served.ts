import { DeepgramStandIn } from '../../../../../test/support/vendors/deepgram/deepgram-stand-in.js';
import { WhisperServerStandIn } from '../../../../../test/support/vendors/local/whisper-server-stand-in.js';
import { OpenAiStandIn } from '../../../../../test/support/vendors/openai/openai-stand-in.js';
import type { TranscriptionPlan } from '../../../../../test/support/vendors/openai/transcription.js';
import type { SpeechRecognizer } from '../../speech-recognizer.js';
import type {
  Plan,
  RecognitionServerUnderTest,
  ServedRecognizerUnderTest,
} from './contract-case.js';

interface TranscribingStandIn {
  readonly url: string;
  readonly openConnections: number;
  requestsTo(endpoint: 'transcription'): readonly {
    readonly ended: Promise<'answered' | 'dropped'>;
    readonly body: { readonly audio: { readonly durationMs: number } };
  }[];
  plan(endpoint: 'transcription', ...plans: readonly TranscriptionPlan[]): void;
  planByDefault(endpoint: 'transcription', plan: TranscriptionPlan): void;
  refuse(): Promise<void>;
  accept(): Promise<unknown>;
  close(): Promise<void>;
}

/** A stand-in that takes whole files, behind the adapter that `create` makes. */
function behindFiles<R extends SpeechRecognizer>(
  name: string,
  standIn: TranscribingStandIn,
  recognizer: R,
): ServedRecognizerUnderTest & { readonly recognizer: R } {
  const server: RecognitionServerUnderTest = {
    wire: 'http',
    get requests() {
      return standIn.requestsTo('transcription');
    },
    get openConnections() {
      return standIn.openConnections;
    },
    get receivedMs() {
      return standIn.requestsTo('transcription').at(-1)?.body.audio.durationMs ?? 0;
    },
    hears: (texts, plan) => {
      standIn.planByDefault('transcription', { text: texts.join(' '), ...plan });
    },
    next: (...plans: readonly Plan[]) => {
      standIn.plan('transcription', ...plans);
    },
    refuse: async () => standIn.refuse(),
    accept: async () => standIn.accept(),
  };
  return { name, recognizer, server, close: closing(recognizer, standIn) };
}

type Create<R extends SpeechRecognizer> = (url: string) => R;

export async function behindOpenAi<R extends SpeechRecognizer>(
  create: Create<R>,
): Promise<ServedRecognizerUnderTest & { readonly recognizer: R }> {
  const standIn = await OpenAiStandIn.start({ apiKey: 'key' });
  return behindFiles('whisper', standIn, create(standIn.url));
}

/** `path` is where the server takes files. */
export async function behindWhisperServer<R extends SpeechRecognizer>(
  path: '/inference' | '/v1/audio/transcriptions',
  create: Create<R>,
): Promise<ServedRecognizerUnderTest & { readonly recognizer: R }> {
  const standIn = await WhisperServerStandIn.start({ path });
  return behindFiles('whisper_local', standIn, create(standIn.url));
}

export async function behindDeepgram<R extends SpeechRecognizer>(
  endpoint: 'listen' | 'flux',
  create: Create<R>,
): Promise<ServedRecognizerUnderTest & { readonly recognizer: R }> {
  const standIn = await DeepgramStandIn.start({ apiKey: 'key' });
  const recognizer = create(standIn.url);
  const server: RecognitionServerUnderTest = {
    wire: 'socket',
    get requests() {
      return standIn.requestsTo(endpoint);
    },
    get openConnections() {
      return standIn.openConnections;
    },
    get receivedMs() {
      return (standIn.requestsTo(endpoint).at(-1)?.body.audio.length ?? 0) / 8;
    },
    hears: (texts, plan) => {
      standIn.planByDefault(endpoint, { texts: texts.filter((text) => text !== ''), ...plan });
    },
    next: (...plans) => {
      standIn.plan(endpoint, ...plans);
    },
    refuse: async () => standIn.refuse(),
    accept: async () => standIn.accept(),
  };
  return { name: 'deepgram', recognizer, server, close: closing(recognizer, standIn) };
}

function closing(
  recognizer: SpeechRecognizer,
  standIn: { close(): Promise<void> },
): () => Promise<void> {
  return async () => {
    await recognizer.close();
    await standIn.close();
  };
}
