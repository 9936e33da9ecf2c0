import type { Clock } from '../../../../common/clock.js';
import { ProviderError } from '../../../../common/errors.js';
import type { Log } from '../../../../common/log.js';
import { mulawBytesPerMs } from '../../../audio/index.js';
import type {
  RecognitionListener,
  RecognitionStream,
  SpeechRecognizer,
  Transcript,
  Utterance,
} from '../../speech-recognizer.js';
import type { Dialect } from './dialect.js';
import { flux } from './flux.js';
import { ListeningStream } from './listening-stream.js';
import { nova } from './nova.js';

export interface DeepgramOptions {
  readonly apiKey: string;
  /** An http(s) origin, without a path. */
  readonly baseUrl: string;
  /** `flux-…` models tell turns, all others words only. */
  readonly model: string;
}

/** Deepgram's live recognition: a connection for each call, or for each utterance without a call. */
export class Deepgram implements SpeechRecognizer {
  readonly name = 'deepgram';
  readonly capabilities = { streaming: true, confidence: true };
  private readonly dialect: Dialect;
  private readonly url: URL;
  private readonly headers;
  private readonly streams = new Set<RecognitionStream>();
  private isClosed = false;

  constructor(
    { apiKey, baseUrl, model }: DeepgramOptions,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.dialect = model.startsWith('flux-') ? flux(model) : nova(model);
    this.url = new URL(this.dialect.path, baseUrl.replace(/^http/, 'ws'));
    this.url.search = new URLSearchParams(this.dialect.query).toString();
    this.headers = { authorization: `Token ${apiKey}` };
  }

  open(listener: RecognitionListener): RecognitionStream {
    return this.listen(listener, true);
  }

  async recognize({ audio }: Utterance, signal: AbortSignal): Promise<Transcript> {
    signal.throwIfAborted();
    if (audio.length === 0) return { text: '', confidence: null };
    if (this.isClosed) throw new ProviderError(this.name, 'unavailable', 'it is closed');
    const stream = this.listen({ heard: () => undefined }, false);
    try {
      stream.push(audio);
      const toMs = audio.length / mulawBytesPerMs;
      return await stream.recognize({ audio, fromMs: 0, toMs }, signal);
    } finally {
      // Not waited for: a vendor that hangs would hang here as well.
      stream.close().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.streams].map(async (stream) => stream.close()));
  }

  private listen(listener: RecognitionListener, reconnects: boolean): RecognitionStream {
    const { url, headers, dialect, clock, log } = this;
    const needs = { url, headers, dialect, clock, log, reconnects };
    const listening = new ListeningStream(needs, listener);
    const stream: RecognitionStream = {
      push: (audio) => {
        listening.push(audio);
      },
      recognize: async (stretch, signal) => listening.recognize(stretch, signal),
      close: async () => {
        await listening.close();
        this.streams.delete(stream);
      },
    };
    this.streams.add(stream);
    return stream;
  }
}
