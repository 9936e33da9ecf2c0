import type { Clock } from '../common/clock.js';
import { AppError, isAbort, type ErrorCode } from '../common/errors.js';
import type { Log } from '../common/log.js';
import type { SpeechSynthesizer } from '../speech/index.js';
import type { CallerInput, Clause, Tutor, TutorReply, TutorState } from '../tutor/index.js';
import type { Heard } from './engine/events.js';
import { SpokenReply } from './playback/spoken-reply.js';

/** One reply from the caller's words to audio, with the times at which its stages were reached. */
export class ReplyInProgress {
  readonly spoken: SpokenReply;
  firstClauseAtMs: number | null = null;
  firstAudioAtMs: number | null = null;
  releasedAtMs: number | null = null;
  firstSentAtMs: number | null = null;
  error: ErrorCode | null = null;
  /** The providers whose voices were heard, where several may speak. */
  readonly voices = new Set<string>();
  private readonly controller = new AbortController();
  private open: () => void = () => undefined;
  private readonly gate = new Promise<void>((resolve) => {
    this.open = resolve;
  });

  constructor(
    readonly generation: number,
    readonly input: CallerInput,
    public heard: Heard | null,
    begin: (signal: AbortSignal) => TutorReply,
  ) {
    this.spoken = new SpokenReply(generation);
    this.tutorReply = begin(this.controller.signal);
  }

  readonly tutorReply: TutorReply;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The turn is committed: more than the first clause may be made. */
  release(atMs: number): void {
    this.releasedAtMs = atMs;
    this.open();
  }

  /** Stops thinking and synthesising. */
  abort(): void {
    this.controller.abort();
    this.open();
  }

  async released(): Promise<void> {
    await this.gate;
  }
}

/**
 * Turns a caller's input into audio, clause by clause. Before the turn is committed only the first
 * clause is made; afterwards each clause is synthesised while the one before it plays.
 */
export class ReplyMaker {
  constructor(
    private readonly tutor: Tutor,
    private readonly synthesizer: SpeechSynthesizer,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  begin(
    generation: number,
    state: TutorState,
    input: CallerInput,
    heard: Heard | null,
  ): ReplyInProgress {
    return new ReplyInProgress(generation, input, heard, (signal) =>
      this.tutor.respond(state, input, signal),
    );
  }

  /** Never rejects: a failure is kept in the reply, which then ends with what it has. */
  async make(reply: ReplyInProgress): Promise<void> {
    try {
      for await (const clause of reply.tutorReply.clauses) {
        reply.firstClauseAtMs ??= this.clock.now();
        await this.speak(reply, clause);
        await reply.released();
        await reply.spoken.room(reply.signal);
        if (reply.signal.aborted) break;
      }
    } catch (error) {
      this.noteFailure(reply, error);
    }
    reply.spoken.finish();
  }

  /** A clause that breaks off is not begun again: the reply goes on with the next one. */
  private async speak(reply: ReplyInProgress, clause: Clause): Promise<void> {
    const segment = reply.spoken.open(clause);
    const spokenBy = (provider: string): void => {
      reply.voices.add(provider);
    };
    try {
      const request = { ...clause, spokenBy };
      for await (const audio of this.synthesizer.synthesize(request, reply.signal)) {
        reply.firstAudioAtMs ??= this.clock.now();
        reply.spoken.append(segment, audio);
      }
    } catch (error) {
      if (segment.chunks.length === 0 || isAbort(error)) throw error;
      reply.error = codeOf(error);
      this.log.warn('a clause broke off; the reply goes on with the next one', { err: error });
    }
    reply.spoken.finishSegment(segment);
  }

  private noteFailure(reply: ReplyInProgress, error: unknown): void {
    if (isAbort(error)) return;
    reply.error = codeOf(error);
    for (const segment of reply.spoken.segments) segment.complete = true;
    this.log.error('the reply could not be finished', { err: error });
  }
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'PROVIDER_PROTOCOL';
}
