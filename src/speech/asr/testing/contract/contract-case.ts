import type { SocketPlan } from '../../../../../test/support/vendors/deepgram/socket-line.js';
import { isAbort, ProviderError, type ProviderErrorKind } from '../../../../common/errors.js';
import { within, type ContractCase as Case } from '../../../../common/testing/contract-suite.js';
import { recording } from '../../../testing/recordings.js';
import type {
  RecognitionListener,
  RecognitionStream,
  SpeechRecognizer,
  Transcript,
  Utterance,
} from '../../speech-recognizer.js';

export { within } from '../../../../common/testing/contract-suite.js';

/** What a stand-in does with one request; `closes` is for connections that last. */
export type Plan = SocketPlan;

/** The vendor's stand-in, as the suite steers it. */
export interface RecognitionServerUnderTest {
  /** One answer a request, or a conversation. */
  readonly wire: 'http' | 'socket';
  /** Requests so far; `ended` tells whether the adapter took the answer or left before. */
  readonly requests: readonly { readonly ended: Promise<'answered' | 'dropped'> }[];
  readonly openConnections: number;
  /** How much audio the latest request has brought, in ms. */
  readonly receivedMs: number;
  /** What it hears from now on, a text for each stretch of speech, and what else it does. */
  hears(texts: readonly string[], plan?: Plan): void;
  /** What it does with each of the next requests instead. */
  next(...plans: readonly Plan[]): void;
  /** Nobody listens any more, and those who were connected are dropped. */
  refuse(): Promise<void>;
  accept(): Promise<unknown>;
}

export interface RecognizerUnderTest {
  readonly name: string;
  readonly recognizer: SpeechRecognizer;
  /** Where there is none, the engine really listens. */
  readonly server?: RecognitionServerUnderTest;
  close(): Promise<void>;
}

export interface ServedRecognizerUnderTest extends RecognizerUnderTest {
  readonly server: RecognitionServerUnderTest;
}

export interface StreamingRecognizerUnderTest extends ServedRecognizerUnderTest {
  readonly recognizer: SpeechRecognizer & {
    open(listener: RecognitionListener): RecognitionStream;
  };
}

/** A case that may need a kind of server. */
export interface ContractCase<Subject> extends Case<Subject> {
  /** The one kind of server that can put it to the test. */
  readonly wire?: 'http' | 'socket';
}

export const never = new AbortController().signal;
export const market = recording('i-went-to-the-market.wav');
export const marketWords = 'I went to the market.';
/** Words of a caller, which no error may quote. */
export const secret = 'my number is 0788 123 456';

/** What came of an utterance. */
export interface Outcome {
  readonly transcript?: Transcript;
  readonly error?: unknown;
}

export async function outcomeOf(work: Promise<Transcript>, limitMs = 15_000): Promise<Outcome> {
  const outcome = work.then(
    (transcript): Outcome => ({ transcript }),
    (error: unknown): Outcome => ({ error }),
  );
  return within(limitMs, outcome);
}

/** Recognises the market, or another utterance, to its end. */
export async function hear(
  { recognizer }: RecognizerUnderTest,
  utterance: Utterance = { audio: market },
  signal: AbortSignal = never,
): Promise<Outcome> {
  return outcomeOf(recognizer.recognize(utterance, signal));
}

/** The words of an utterance that nothing goes wrong with. */
export async function wordsOf(
  subject: RecognizerUnderTest,
  utterance?: Utterance,
): Promise<string | undefined> {
  const { transcript, error } = await hear(subject, utterance);
  expect(error).toBeUndefined();
  return transcript?.text;
}

export function expectAbort(outcome: Outcome): void {
  expect(outcome.transcript).toBeUndefined();
  expect(isAbort(outcome.error)).toBe(true);
}

/** A `ProviderError` of this kind, none of which holds what the vendor said. */
export function expectFailure(
  { transcript, error }: Outcome,
  provider: string,
  kind: ProviderErrorKind,
): void {
  expect(transcript).toBeUndefined();
  expect(error).toBeInstanceOf(ProviderError);
  expect(error).toMatchObject({ provider, kind });
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    expect([each.message, each.stack].join(' ')).not.toContain(secret);
  }
}

/** Tells the server, where there is one, what is to be heard in the market. */
export function hearsMarket({ server }: RecognizerUnderTest): void {
  server?.hears([marketWords]);
}

/** How the first request came to its end. */
export async function ended({
  requests: [first],
}: RecognitionServerUnderTest): Promise<'answered' | 'dropped'> {
  if (!first) throw new Error('nothing was asked');
  return first.ended;
}
