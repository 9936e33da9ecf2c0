import type { WebSocket } from 'ws';
import { isRecord, type RecordedRequest } from '../../server/recorded-request.js';
import type { SocketRoute } from '../../server/vendor.js';
import { TextQueue, timedWords, wordsOf, wordsWithin } from './heard-text.js';
import { requestId } from '../identity.js';
import { type FluxQuery, readFluxQuery } from './listen-query.js';
import { SocketLine, type SocketPlan, SocketTraffic } from '../socket-line.js';
import { frameMs, VoiceMeter } from './voice-meter.js';

/** What is heard, and how much silence the model takes for the end of a turn. */
export interface FluxPlan extends SocketPlan {
  /** One text for each stretch of speech; stretches of one turn are joined. Speech without one is noise. */
  readonly texts?: readonly string[];
  readonly eagerMs?: number;
  readonly endOfTurnMs?: number;
}

export interface FluxShape {
  readonly plan: FluxPlan;
  readonly body: SocketTraffic;
}

const updateEveryMs = 240;

/** `WS /v2/listen`: Flux, which tells turns and not only words. */
export const fluxRoute: SocketRoute<FluxShape> = {
  kind: 'socket',
  path: /^\/v2\/listen$/,
  read: ({ query }) => {
    readFluxQuery(query);
    return new SocketTraffic(Object.fromEntries(query));
  },
  converse: (socket, request, plan) => {
    new FluxConversation(socket, request, plan).open();
  },
};

interface Turn {
  readonly startMs: number;
  /** The words of the stretches before this one. */
  said: readonly string[];
  text: string;
  speechMs: number;
  eager: boolean;
}

class FluxConversation {
  private readonly line: SocketLine;
  private query: FluxQuery;
  private readonly meter: VoiceMeter;
  private readonly texts: TextQueue;
  private heardMs = 0;
  private silentMs = 0;
  private sequence = 0;
  private turnIndex = 0;
  private turn: Turn | undefined;

  constructor(
    socket: WebSocket,
    { body, query }: RecordedRequest<SocketTraffic>,
    private readonly plan: FluxPlan,
  ) {
    this.line = new SocketLine(socket, body, plan);
    this.query = readFluxQuery(query);
    this.meter = new VoiceMeter(this.query.encoding, this.query.sampleRateHz);
    this.texts = new TextQueue(plan.texts);
  }

  open(): void {
    this.say({ type: 'Connected' });
    this.line.listen({
      audio: (bytes) => {
        for (const isSpeech of this.meter.frames(bytes)) this.hear(isSpeech);
      },
      text: (type, message) => {
        this.obey(type, message);
      },
    });
  }

  /** There is no KeepAlive and no Finalize here: both are errors that end the stream. */
  private obey(type: string, message: Readonly<Record<string, unknown>>): void {
    switch (type) {
      case 'CloseStream':
        if (this.turn) this.end(this.turn, 'manual');
        this.line.close(1000);
        return;
      case 'ForceEndTurn':
        if (this.turn) this.end(this.turn, 'manual');
        return;
      case 'Configure':
        this.configure(message['thresholds']);
        return;
      default:
        this.say({
          type: 'Error',
          code: 'UNPARSABLE_CLIENT_MESSAGE',
          description: 'The message has no type that Flux knows.',
        });
        this.line.close(1008, 'DATA-0000: unknown type of message');
    }
  }

  private configure(thresholds: unknown): void {
    if (thresholds !== undefined && !isRecord(thresholds)) {
      this.say({ type: 'ConfigureFailure' });
      return;
    }
    const {
      eager_eot_threshold: eager,
      eot_threshold: eot,
      eot_timeout_ms: timeout,
    } = thresholds ?? {};
    this.query = {
      ...this.query,
      eagerThreshold: typeof eager === 'number' ? eager : this.query.eagerThreshold,
      threshold: typeof eot === 'number' ? eot : this.query.threshold,
      timeoutMs: typeof timeout === 'number' ? timeout : this.query.timeoutMs,
    };
    const active = {
      eager_eot_threshold: this.query.eagerThreshold,
      eot_threshold: this.query.threshold,
      eot_timeout_ms: this.query.timeoutMs,
    };
    this.say({ type: 'ConfigureSuccess', thresholds: active, keyterms: [] });
  }

  private hear(isSpeech: boolean): void {
    this.heardMs += frameMs;
    if (isSpeech) this.hearSpeech();
    else if (this.turn) this.hearSilence(this.turn);
    const sinceStartMs = this.heardMs - (this.turn?.startMs ?? 0);
    if (sinceStartMs > 0 && sinceStartMs % updateEveryMs === 0) {
      this.tell('Update', this.turn ?? this.noTurn());
    }
  }

  private hearSpeech(): void {
    this.silentMs = 0;
    if (!this.turn) {
      const text = this.texts.next();
      if (text === '') return;
      const startMs = this.heardMs - frameMs;
      this.turn = { startMs, said: [], text, speechMs: frameMs, eager: false };
      this.tell('StartOfTurn', this.turn);
      return;
    }
    if (this.turn.eager) this.resume(this.turn);
    this.turn.speechMs += frameMs;
  }

  private resume(turn: Turn): void {
    this.tell('TurnResumed', turn);
    Object.assign(turn, {
      said: [...turn.said, ...wordsOf(turn.text)],
      text: this.texts.next(),
      speechMs: 0,
      eager: false,
    });
  }

  private hearSilence(turn: Turn): void {
    this.silentMs += frameMs;
    const { eagerMs = 300, endOfTurnMs = 600 } = this.plan;
    if (this.silentMs >= Math.min(endOfTurnMs, this.query.timeoutMs)) {
      this.end(turn, endOfTurnMs <= this.query.timeoutMs ? 'model' : 'timeout');
    } else if (this.query.eagerThreshold !== null && !turn.eager && this.silentMs >= eagerMs) {
      turn.speechMs = Infinity;
      turn.eager = true;
      this.tell('EagerEndOfTurn', turn);
    }
  }

  /** Updates come between turns, too (Deepgram: the Flux state machine). */
  private noTurn(): Turn {
    return { startMs: this.heardMs, said: [], text: '', speechMs: 0, eager: false };
  }

  private end(turn: Turn, trigger: 'model' | 'manual' | 'timeout'): void {
    turn.speechMs = Infinity;
    this.tell('EndOfTurn', turn, { trigger });
    this.turn = undefined;
    this.turnIndex += 1;
  }

  private tell(event: string, turn: Turn, fields: object = {}): void {
    const heard = [...turn.said, ...wordsOf(turn.text).slice(0, wordsWithin(turn.speechMs))];
    this.say({
      type: 'TurnInfo',
      event,
      turn_index: this.turnIndex,
      audio_window_start: turn.startMs / 1000,
      audio_window_end: this.heardMs / 1000,
      transcript: heard.join(' '),
      words: timedWords(heard, turn.startMs, this.heardMs).map(
        ({ punctuated_word: word, confidence }) => ({ word, confidence }),
      ),
      end_of_turn_confidence: turn.speechMs === Infinity ? 0.9 : 0.1,
      ...fields,
    });
  }

  private say(message: object): void {
    this.line.send({ ...message, request_id: requestId, sequence_id: this.sequence++ });
  }
}
