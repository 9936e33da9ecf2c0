import type { WebSocket } from 'ws';
import { isRecord, type RecordedRequest } from '../../server/recorded-request.js';
import type { SocketRoute } from '../../server/vendor.js';
import { type Hearing, hearingOf, type HearingPlan } from './hearing.js';
import type { HeardWord } from './heard-text.js';
import { requestId } from '../identity.js';
import { type FluxQuery, readFluxQuery } from './listen-query.js';
import { SocketLine, SocketTraffic } from '../socket-line.js';
import { type Frame, frameMs, VoiceMeter } from './voice-meter.js';

/**
 * What is heard, and how much silence the model takes for the end of a turn. The texts of one turn are
 * joined; speech without words is noise.
 */
export interface FluxPlan extends HearingPlan {
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
  said: readonly HeardWord[];
  speechMs: number;
  eager: boolean;
  /** The client knows of it: it has words. */
  told: boolean;
}

function turnAt(startMs: number): Turn {
  return { startMs, said: [], speechMs: 0, eager: false, told: false };
}

class FluxConversation {
  private readonly line: SocketLine;
  private query: FluxQuery;
  private readonly meter: VoiceMeter;
  private readonly hearing: Hearing;
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
    this.hearing = hearingOf(plan, this.query.sampleRateHz);
  }

  open(): void {
    this.say({ type: 'Connected' });
    this.line.listen({
      audio: (bytes) => {
        for (const frame of this.meter.frames(bytes)) this.hear(frame);
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
        this.later(() => {
          this.line.close(1000);
        });
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

  private hear(frame: Frame): void {
    this.heardMs += frameMs;
    if (frame.isSpeech) this.turn ??= this.begin();
    this.hearing.hear(frame);
    if (this.turn && frame.isSpeech) this.hearSpeech(this.turn);
    else if (this.turn) this.hearSilence(this.turn);
    const sinceStartMs = this.heardMs - (this.turn?.startMs ?? 0);
    if (sinceStartMs > 0 && sinceStartMs % updateEveryMs === 0) this.update();
  }

  private begin(): Turn {
    this.hearing.begin();
    return turnAt(this.heardMs - frameMs);
  }

  private hearSpeech(turn: Turn): void {
    this.silentMs = 0;
    if (turn.eager) this.resume(turn);
    turn.speechMs += frameMs;
  }

  private resume(turn: Turn): void {
    const said = this.wordsOf(turn);
    this.tell('TurnResumed', turn, said);
    this.hearing.settle(said.length - turn.said.length);
    this.hearing.begin();
    Object.assign(turn, { said, speechMs: 0, eager: false });
  }

  private hearSilence(turn: Turn): void {
    this.silentMs += frameMs;
    const { eagerMs = 300, endOfTurnMs = 600 } = this.plan;
    if (this.silentMs >= Math.min(endOfTurnMs, this.query.timeoutMs)) {
      this.end(turn, endOfTurnMs <= this.query.timeoutMs ? 'model' : 'timeout');
    } else if (this.query.eagerThreshold !== null && !turn.eager && this.silentMs >= eagerMs) {
      this.endEagerly(turn);
    }
  }

  private endEagerly(turn: Turn): void {
    const heard = this.wordsOf(turn, Infinity);
    if (heard.length === 0) return;
    this.announce(turn, heard);
    Object.assign(turn, { speechMs: Infinity, eager: true });
    this.tell('EagerEndOfTurn', turn, heard);
  }

  private end(turn: Turn, trigger: 'model' | 'manual' | 'timeout'): void {
    this.turn = undefined;
    const heard = this.wordsOf(turn, Infinity);
    if (heard.length === 0) return;
    this.announce(turn, heard);
    turn.speechMs = Infinity;
    this.tell('EndOfTurn', turn, heard, { trigger });
    this.hearing.settle(heard.length - turn.said.length);
    this.turnIndex += 1;
  }

  /** A turn starts with its first words. Updates come between turns, too (Deepgram: the Flux state machine). */
  private update(): void {
    const turn = this.turn ?? turnAt(this.heardMs);
    const heard = this.turn ? this.wordsOf(turn) : [];
    if (turn.told || heard.length === 0) this.tell('Update', turn, heard);
    else this.announce(turn, heard);
  }

  private announce(turn: Turn, heard: readonly HeardWord[]): void {
    if (!turn.told) this.tell('StartOfTurn', turn, heard);
    turn.told = true;
  }

  private wordsOf(turn: Turn, speechMs = turn.speechMs): readonly HeardWord[] {
    const { said, startMs } = turn;
    return [...said, ...this.hearing.words({ startMs, endMs: this.heardMs, speechMs })];
  }

  private tell(event: string, turn: Turn, heard: readonly HeardWord[], fields: object = {}): void {
    const message = {
      type: 'TurnInfo',
      event,
      turn_index: this.turnIndex,
      audio_window_start: turn.startMs / 1000,
      audio_window_end: this.heardMs / 1000,
      transcript: heard.map(({ punctuated_word: word }) => word).join(' '),
      words: heard.map(({ punctuated_word: word, confidence }) => ({ word, confidence })),
      end_of_turn_confidence: turn.speechMs === Infinity ? 0.9 : 0.1,
      ...fields,
    };
    this.later(() => {
      this.say(message);
    });
  }

  private later(action: () => void): void {
    this.line.after(this.plan.resultDelayMs ?? 0, action);
  }

  private say(message: object): void {
    this.line.send({ ...message, request_id: requestId, sequence_id: this.sequence++ });
  }
}
