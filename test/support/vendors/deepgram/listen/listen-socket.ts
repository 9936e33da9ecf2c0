import type { WebSocket } from 'ws';
import type { RecordedRequest } from '../../server/recorded-request.js';
import type { SocketRoute } from '../../server/vendor.js';
import { type Hearing, hearingOf, type HearingPlan } from './hearing.js';
import type { HeardWord } from './heard-text.js';
import { modelUuid, modelVersion, requestId } from '../identity.js';
import { type ListenQuery, readListenQuery } from './listen-query.js';
import { SocketLine, SocketTraffic } from '../socket-line.js';
import { type Frame, frameMs, VoiceMeter } from './voice-meter.js';

/** What is heard in the audio. Stretches of speech are found by loudness. */
export interface ListenPlan extends HearingPlan {
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
  startMs: number;
  speechMs: number;
}

class ListenConversation {
  private readonly line: SocketLine;
  private readonly query: ListenQuery;
  private readonly meter: VoiceMeter;
  private readonly hearing: Hearing;
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
    this.hearing = hearingOf(plan, this.query.sampleRateHz);
  }

  open(): void {
    this.awaitClient();
    this.line.listen({
      audio: (bytes) => {
        this.awaitClient();
        for (const frame of this.meter.frames(bytes)) this.hear(frame);
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

  private hear(frame: Frame): void {
    this.heardMs += frameMs;
    if (frame.isSpeech) this.stretch ??= this.begin();
    this.hearing.hear(frame);
    if (frame.isSpeech && this.stretch) this.hearSpeech(this.stretch);
    else this.hearSilence();
  }

  private hearSpeech(stretch: Stretch): void {
    this.silentMs = 0;
    this.utteranceOpen = true;
    stretch.speechMs += frameMs;
    if (stretch.speechMs >= finalEveryMs) {
      this.settle(this.wordsOf(stretch), { is_final: true });
      Object.assign(stretch, { startMs: this.heardMs, speechMs: 0 });
    } else if (stretch.speechMs % interimEveryMs === 0) {
      const heard = this.wordsOf(stretch);
      if (this.query.interim) this.result(heard, { is_final: false });
    }
  }

  private begin(): Stretch {
    const startMs = this.heardMs - frameMs;
    if (this.query.vadEvents) {
      this.say({ type: 'SpeechStarted', channel: [0, 1], timestamp: startMs / 1000 });
    }
    this.hearing.begin();
    return { startMs, speechMs: 0 };
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
    const heard = this.stretch ? this.wordsOf({ ...this.stretch, speechMs: Infinity }) : [];
    this.settle(heard, { is_final: true, ...fields });
    this.stretch = undefined;
  }

  private wordsOf(stretch: Stretch): readonly HeardWord[] {
    return this.hearing.words({ ...stretch, endMs: this.heardMs });
  }

  private settle(words: readonly HeardWord[], fields: object): void {
    this.result(words, fields);
    this.hearing.settle(words.length);
  }

  private result(words: readonly HeardWord[], fields: object): void {
    const startMs = this.stretch?.startMs ?? this.heardMs - Math.min(this.silentMs, finalEveryMs);
    const transcript = words.map(({ punctuated_word: word }) => word).join(' ');
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
