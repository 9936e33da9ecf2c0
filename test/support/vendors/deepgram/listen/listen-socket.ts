import type { WebSocket } from 'ws';
import type { RecordedRequest } from '../../server/recorded-request.js';
import type { SocketRoute } from '../../server/vendor.js';
import { TextQueue, timedWords, wordsOf, wordsWithin } from './heard-text.js';
import { modelUuid, modelVersion, requestId } from '../identity.js';
import { type ListenQuery, readListenQuery } from './listen-query.js';
import { SocketLine, type SocketPlan, SocketTraffic } from '../socket-line.js';
import { frameMs, VoiceMeter } from './voice-meter.js';

/** What is heard in the audio. Stretches of speech are found by loudness; their words are planned. */
export interface ListenPlan extends SocketPlan {
  /** One text for each stretch of speech. */
  readonly texts?: readonly string[];
  /** How long the vendor takes from the audio to the message. */
  readonly resultDelayMs?: number;
  /** False sends finals without `speech_final`, as noise on the line does: only UtteranceEnd tells. */
  readonly speechFinal?: boolean;
  /** How long the client may be silent; 10 s at Deepgram. */
  readonly silenceLimitMs?: number;
}

export interface ListenShape {
  readonly plan: ListenPlan;
  readonly body: SocketTraffic;
}

const interimEveryMs = 300;
/** Long speech becomes final piece by piece, and long silence gives finals without words. */
const finalEveryMs = 3_000;
/** With endpointing off, finals come without `speech_final` after so much silence. */
const finalWithoutEndpointingMs = 500;

/** `WS /v1/listen`: interim results, finals, and what ends an utterance. */
export const listenRoute: SocketRoute<ListenShape> = {
  kind: 'socket',
  path: /^\/v1\/listen$/,
  read: ({ query }) => {
    readListenQuery(query);
    return new SocketTraffic(Object.fromEntries(query));
  },
  converse: (socket, request, plan) => {
    new ListenConversation(socket, request, plan).open();
  },
};

/** Speech without a pause, as far as it is not final yet. */
interface Stretch {
  words: readonly string[];
  startMs: number;
  speechMs: number;
}

class ListenConversation {
  private readonly line: SocketLine;
  private readonly query: ListenQuery;
  private readonly meter: VoiceMeter;
  private readonly texts: TextQueue;
  private heardMs = 0;
  private silentMs = 0;
  private stretch: Stretch | undefined;
  private utteranceOpen = false;
  private stopWaiting: () => void = () => undefined;

  constructor(
    socket: WebSocket,
    { body, query }: RecordedRequest<SocketTraffic>,
    private readonly plan: ListenPlan,
  ) {
    this.line = new SocketLine(socket, body, plan);
    this.query = readListenQuery(query);
    this.meter = new VoiceMeter(this.query.encoding, this.query.sampleRateHz);
    this.texts = new TextQueue(plan.texts);
  }

  open(): void {
    this.awaitClient();
    this.line.listen({
      audio: (bytes) => {
        this.awaitClient();
        for (const isSpeech of this.meter.frames(bytes)) this.hear(isSpeech);
      },
      text: (type) => {
        this.awaitClient();
        this.obey(type);
      },
    });
  }

  private awaitClient(): void {
    this.stopWaiting();
    this.stopWaiting = this.line.after(this.plan.silenceLimitMs ?? 10_000, () => {
      this.line.close(1011, 'NET-0001: no audio and no text in time, see https://dpgr.am/net0001');
    });
  }

  private obey(type: string): void {
    switch (type) {
      case 'KeepAlive':
        return;
      case 'Finalize':
        this.finish({ from_finalize: true, speech_final: true });
        return;
      case 'CloseStream':
        if (this.stretch) this.finish({ speech_final: true });
        this.say(this.metadata());
        this.line.after(this.plan.resultDelayMs ?? 0, () => {
          this.line.close(1000);
        });
        return;
      default:
        this.line.close(1008, 'DATA-0000: unknown type of message');
    }
  }

  private hear(isSpeech: boolean): void {
    this.heardMs += frameMs;
    if (isSpeech) this.hearSpeech();
    else this.hearSilence();
  }

  private hearSpeech(): void {
    this.silentMs = 0;
    this.utteranceOpen = true;
    this.stretch ??= this.begin();
    this.hearMore(this.stretch);
  }

  private hearMore(stretch: Stretch): void {
    stretch.speechMs += frameMs;
    const heard = stretch.words.slice(0, wordsWithin(stretch.speechMs));
    if (stretch.speechMs >= finalEveryMs) {
      this.result(heard, { is_final: true });
      stretch.words = stretch.words.slice(heard.length);
      stretch.startMs = this.heardMs;
      stretch.speechMs = 0;
    } else if (this.query.interim && stretch.speechMs % interimEveryMs === 0) {
      this.result(heard, { is_final: false });
    }
  }

  private begin(): Stretch {
    const startMs = this.heardMs - frameMs;
    if (this.query.vadEvents) {
      this.say({ type: 'SpeechStarted', channel: [0, 1], timestamp: startMs / 1000 });
    }
    return { words: wordsOf(this.texts.next()), startMs, speechMs: 0 };
  }

  private hearSilence(): void {
    this.silentMs += frameMs;
    const { endpointingMs } = this.query;
    if (this.stretch) {
      if (this.silentMs < (endpointingMs ?? finalWithoutEndpointingMs)) return;
      this.finish({ speech_final: endpointingMs !== null && (this.plan.speechFinal ?? true) });
    } else if (this.silentMs % finalEveryMs === 0) {
      this.finish({});
    }
    this.endUtterance();
  }

  private endUtterance(): void {
    const { utteranceEndMs } = this.query;
    if (!this.utteranceOpen || utteranceEndMs === null || this.silentMs < utteranceEndMs) return;
    this.utteranceOpen = false;
    const lastWordMs = this.heardMs - this.silentMs;
    this.say({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: lastWordMs / 1000 });
  }

  private finish(fields: object): void {
    this.result(this.stretch?.words ?? [], { is_final: true, ...fields });
    this.stretch = undefined;
  }

  private result(heard: readonly string[], fields: object): void {
    const startMs = this.stretch?.startMs ?? this.heardMs - Math.min(this.silentMs, finalEveryMs);
    const words = timedWords(heard, startMs, this.heardMs);
    const transcript = heard.join(' ');
    const confidence = words[0]?.confidence ?? 0;
    this.say({
      type: 'Results',
      channel_index: [0, 1],
      start: startMs / 1000,
      duration: (this.heardMs - startMs) / 1000,
      speech_final: false,
      ...fields,
      channel: { alternatives: [{ transcript, confidence, words }] },
      metadata: {
        request_id: requestId,
        model_uuid: modelUuid,
        model_info: { name: this.query.model, version: modelVersion, arch: 'nova-3' },
      },
    });
  }

  private metadata(): object {
    return {
      type: 'Metadata',
      transaction_key: 'deprecated',
      request_id: requestId,
      sha256: '0'.repeat(64),
      created: new Date().toISOString(),
      duration: this.heardMs / 1000,
      channels: 1,
    };
  }

  private say(message: object): void {
    this.line.after(this.plan.resultDelayMs ?? 0, () => {
      this.line.send(message);
    });
  }
}
