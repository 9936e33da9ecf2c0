import { setImmediate } from 'node:timers/promises';
import type { InteractionRecord } from '../../metrics/index.js';
import type { SpeechSynthesizer } from '../../speech/index.js';
import { CallSession } from '../call-session.js';
import { DistantLine, type LineEvent } from './distant-line.js';
import { playedClauses, type PlayedClause } from './played-clauses.js';
import { scriptedRooms, type Recognition } from './scripted-rooms.js';

/** What happens into a reply: words that take the turn, sounds that do not, a key, the end. */
export type InterruptionKind = 'words' | 'cough' | 'backchannel' | 'key' | 'hang-up';

export interface Interruption {
  readonly kind: InterruptionKind;
  /** The clauses of the reply, in ms of audio each. */
  readonly clausesMs: readonly number[];
  /** From a clause's text to its audio. */
  readonly synthesizeMs: number;
  /** When it comes, as a part of the reply's length from its first sound. */
  readonly moment: number;
  /** How long the caller's voice lasts. */
  readonly voiceMs: number;
}

export interface Scenario {
  readonly outMs: number;
  readonly backMs: number;
  /** What each message to the line takes beyond `outMs`, in turn. */
  readonly jitterMs: readonly number[];
  readonly interruptions: readonly Interruption[];
}

/** One interruption, as the far end of the line and the records saw it. */
export interface Outcome {
  readonly kind: InterruptionKind;
  /** Everything had left the server when the reply was silenced. */
  readonly allSent: boolean;
  /** The reply was silenced for good: the record says so, or the call ended in it. */
  readonly cut: boolean;
  /** Bytes of a cut reply that were played after the clear had reached the line. */
  readonly staleBytes: number;
  readonly clauses: readonly (PlayedClause & { readonly recorded: boolean })[];
  /** From the end of the caller's sound to the reply's next audio at the line; null: there was none. */
  readonly resumedAfterMs: number | null;
}

interface Turn {
  readonly kind: InterruptionKind;
  readonly ids: readonly number[];
  /** How many events the line had seen when the interruption began, and when all was quiet again. */
  readonly eventsBefore: number;
  readonly eventsAfter: number;
  readonly soundEndedAtMs: number;
  readonly allSent: boolean;
}

type Recorded = Pick<InteractionRecord, 'interrupted' | 'aiResponse'>;

const voice = new Uint8Array(256).fill(0x20);
const quiet = new Uint8Array(256).fill(0xff);
const question = 'Next.';
const sounds = { words: 'Wait, stop.', cough: '', backchannel: 'mm-hm' };

/** A call on virtual time over a slow line, whose caller interrupts one reply after the other. */
export class InterruptedCall {
  private readonly house;
  private readonly line: DistantLine;
  private readonly session: CallSession;
  private readonly recognitions: Recognition[] = [];
  /** Bytes of each clause that was ever made, by the byte that fills it. */
  private readonly lengths = new Map<number, number>();
  private planned: readonly number[] = [];
  private synthesizeMs = 100;
  private sent = new Map<number, number>();
  private allSent = false;
  private messages = 0;

  constructor(private readonly scenario: Scenario) {
    const { recognitions } = this;
    this.house = scriptedRooms({
      recognitions,
      recognizeMs: 150,
      synthesizeMs: 0,
      answer: (input) => this.answer(input.type === 'speech' ? input.text : ''),
    });
    const { clock, rooms } = this.house;
    const delay = { outMs: () => this.outMs(), backMs: () => scenario.backMs };
    this.line = new DistantLine(clock, delay, (name) => {
      this.session.mark(name);
    });
    const facts = { callId: 'CA1', sessionId: 's1', caller: 'c1', asr: 'a', llm: 'l', tts: 't' };
    const speaking = { ...rooms, synthesizer: this.synthesizer(rooms.synthesizer) };
    this.session = new CallSession(facts, speaking, this.callLine(), rooms.tutor.begin(), 0);
  }

  /** Lives through the whole call. */
  async outcomes(): Promise<Outcome[]> {
    this.session.start();
    await this.untilQuiet();
    const turns: Turn[] = [];
    for (const plan of this.scenario.interruptions) {
      turns.push(await this.converse(plan));
      if (plan.kind === 'hang-up') break;
    }
    await this.session.close(true);
    const replies = this.house.records.filter(({ userInput }) => userInput === question);
    return turns.map((turn, index) => this.outcome(turn, replies[index]));
  }

  /** Asks, waits for the reply's first sound, and interrupts it at its moment. */
  private async converse(plan: Interruption): Promise<Turn> {
    const ids = plan.clausesMs.map((ms) => this.newClause(ms));
    this.planned = ids;
    this.synthesizeMs = plan.synthesizeMs;
    const before = this.line.events.length;
    await this.says(question, 640);
    for (let waits = 0; this.line.events.length === before; waits++) {
      if (waits > 200) throw new Error('the tutor did not answer');
      await this.pass(32, quiet);
    }
    await this.pass(plan.moment * plan.clausesMs.reduce((sum, ms) => sum + ms, 0), quiet);
    const eventsBefore = this.line.events.length;
    this.allSent = false;
    await this.interrupt(plan);
    const soundEndedAtMs = this.house.clock.now();
    await this.untilQuiet();
    const eventsAfter = this.line.events.length;
    const { allSent } = this;
    return { kind: plan.kind, ids, eventsBefore, eventsAfter, soundEndedAtMs, allSent };
  }

  private async interrupt({ kind, voiceMs }: Interruption): Promise<void> {
    switch (kind) {
      case 'words':
      case 'cough':
      case 'backchannel':
        return this.says(sounds[kind], voiceMs);
      case 'key':
        this.line.toServer(() => {
          this.session.key('1');
        });
        return;
      case 'hang-up':
        return this.session.close(true);
    }
  }

  private outcome({ kind, ids, allSent, ...turn }: Turn, record: Recorded | undefined): Outcome {
    const texts = (record?.aiResponse ?? '').matchAll(/clause (\d+)/g);
    const recorded = new Set([...texts].map(([, id]) => Number(id)));
    const clauses = playedClauses(this.line, this.lengths, ids);
    const during = this.line.events.slice(turn.eventsBefore, turn.eventsAfter);
    const wasCleared = during.some(isClear);
    const cleared = wasCleared ? during.slice(during.findIndex(isClear)) : during;
    const cut = record?.interrupted === true || (kind === 'hang-up' && wasCleared);
    const goesOn = wasCleared && !cut;
    return {
      kind,
      allSent,
      cut,
      staleBytes: this.bytesAfter(cut ? cleared[0] : undefined, ids),
      clauses: clauses.map((clause) => ({ ...clause, recorded: recorded.has(clause.id) })),
      resumedAfterMs: goesOn ? resumedAfter(cleared, turn.soundEndedAtMs) : null,
    };
  }

  private bytesAfter(clear: LineEvent | undefined, ids: readonly number[]): number {
    const rest = clear ? this.line.played.slice(clear.playedBytes) : [];
    return rest.filter((id) => ids.includes(id)).length;
  }

  private answer(said: string): readonly string[] {
    const ids = said === question ? this.planned : [this.newClause(300)];
    return ids.map((id) => `clause ${id}`);
  }

  private newClause(ms: number): number {
    const id = this.lengths.size + 1;
    this.lengths.set(id, ms * 8);
    return id;
  }

  /** Speaks each clause as so many bytes of its own number. */
  private synthesizer(scripted: SpeechSynthesizer): SpeechSynthesizer {
    const { clock } = this.house;
    const audioOf = (text: string): Uint8Array => {
      const id = Number(text.replace('clause ', ''));
      return new Uint8Array(this.lengths.get(id) ?? 0).fill(id);
    };
    const delayMs = (): number => this.synthesizeMs;
    return {
      ...scripted,
      async *synthesize({ text }, signal) {
        await new Promise<void>((resolve) => {
          clock.after(delayMs(), resolve);
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
        signal.throwIfAborted();
        yield audioOf(text);
      },
    };
  }

  private callLine(): ConstructorParameters<typeof CallSession>[2] {
    return {
      canText: false,
      text: () => undefined,
      save: () => undefined,
      hangUp: () => undefined,
      sendMark: (name) => {
        this.line.sendMark(name);
      },
      sendAudio: (audio) => {
        const id = audio[0] ?? 0;
        this.sent.set(id, (this.sent.get(id) ?? 0) + audio.length);
        this.line.sendAudio(audio);
      },
      sendClear: () => {
        const last = this.planned.at(-1) ?? 0;
        this.allSent ||= this.sent.get(last) === this.lengths.get(last);
        this.sent = new Map();
        this.line.sendClear();
      },
    };
  }

  private outMs(): number {
    const { outMs, jitterMs } = this.scenario;
    return outMs + (jitterMs[this.messages++ % jitterMs.length] ?? 0);
  }

  private async untilQuiet(): Promise<void> {
    for (let seen = -1; seen !== this.line.events.length;) {
      seen = this.line.events.length;
      await this.pass(2400, quiet);
    }
  }

  private async says(text: string, voiceMs: number): Promise<void> {
    this.recognitions.splice(0, Infinity, { text });
    await this.pass(voiceMs, voice);
  }

  private async pass(ms: number, audio: Uint8Array): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += 32) {
      this.house.clock.advance(32);
      this.line.toServer(() => {
        this.session.hear(audio);
      });
      // Async generators need a few turns of the event loop to hand on a chunk.
      for (let turn = 0; turn < 4; turn++) await setImmediate();
    }
  }
}

function isClear({ type }: LineEvent): boolean {
  return type === 'clear';
}

function resumedAfter(cleared: readonly LineEvent[], soundEndedAtMs: number): number | null {
  const audio = cleared.find(({ type }) => type === 'audio');
  return audio ? audio.atMs - soundEndedAtMs : null;
}
