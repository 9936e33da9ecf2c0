import { logContext } from '../common/log.js';
import { TaskGroup } from '../common/task-group.js';
import type { VoiceActivityStream } from '../speech/index.js';
import type { Clause, TutorState } from '../tutor/index.js';
import type { BargeIns, CallLine } from './call-line.js';
import type { CallRooms } from './call-rooms.js';
import { CallTimers } from './call-timers.js';
import { CallerAudio } from './caller-audio.js';
import { EchoGuard } from './echo-guard.js';
import type { EffectOf, EventBody, Heard, TurnEffect, TurnEvent } from './engine/events.js';
import { initialState, type TurnState } from './engine/state.js';
import { step } from './engine/turn-engine.js';
import { FillerVoice } from './filler-voice.js';
import { Judgement } from './judgement.js';
import { Playback } from './playback/playback.js';
import { Recognition, type RecognisedWords } from './recognition.js';
import { ReplyMaker, type ReplyInProgress } from './reply-maker.js';
import { TurnLedger } from './turn-ledger.js';
import type { CallFacts } from './turn-report.js';

/** Smart Turn listens to the last eight seconds, and is surest soon after the voice ends. */
const judgedMs = 8000;
const judgedTailMs = 100;

type ReplyEffect = EffectOf<
  'confirm' | 'release' | 'abort-reply' | 'hold' | 'resume' | 'cut' | 'settle'
>;

/** The shell around the turn engine: it carries out the effects of one live call. */
export class CallSession {
  private state: TurnState = initialState;
  private readonly events: TurnEvent[] = [];
  private readonly timers: CallTimers;
  private readonly tasks: TaskGroup;
  private readonly audio: CallerAudio;
  private readonly activity: VoiceActivityStream;
  private readonly playback: Playback;
  private readonly replies: ReplyMaker;
  private readonly recognition: Recognition;
  private readonly judgement: Judgement;
  private readonly echo = new EchoGuard();
  private readonly ledger: TurnLedger;
  private readonly filler: FillerVoice;
  private reply: ReplyInProgress | null = null;
  private bargeIns: BargeIns = { active: false, real: 0, falseAlarms: 0 };
  private dispatching = false;

  constructor(
    private readonly facts: CallFacts,
    private readonly rooms: CallRooms,
    private readonly line: CallLine,
    private tutorState: TutorState,
    turn: number,
  ) {
    const { clock, log, policy } = rooms;
    this.tasks = new TaskGroup((task, err) => {
      log.error('a task of the call failed', { task, err });
    });
    this.timers = new CallTimers(clock, (timer) => {
      this.dispatch({ type: 'timer', timer });
    });
    this.audio = new CallerAudio(policy.utteranceMaxMs + policy.prerollMs + 2000);
    this.recognition = new Recognition(rooms.recognizer, this.tasks, log, {
      ended: (outcome) => {
        this.dispatch(outcome.type === 'transcript' ? this.withFit(outcome) : outcome);
      },
      heard: (words) => {
        const { caller } = this.state;
        if (caller.phase === 'quiet') return;
        this.dispatch({ type: 'partial', text: words.since(caller.utterance.fromMs) });
      },
    });
    this.judgement = new Judgement(rooms.judge, this.tasks, log, (verdict) => {
      this.dispatch(verdict);
    });
    this.replies = new ReplyMaker(rooms.tutor, rooms.synthesizer, clock, log);
    this.playback = new Playback(line, clock, rooms.playbackAheadMs, {
      sent: (audio, atMs) => {
        this.echo.plays(audio, atMs);
      },
      started: (generation) => {
        this.noteFirstSent(generation);
        this.dispatch({ type: 'playback-started', generation });
      },
      ended: (generation) => {
        const endsCall = this.reply?.tutorReply.endsCall ?? false;
        const mute = this.reply?.spoken.isMute ?? false;
        this.dispatch({ type: 'playback-ended', generation, endsCall, mute });
      },
    });
    this.filler = new FillerVoice(rooms.synthesizer, this.playback, this.tasks);
    this.ledger = new TurnLedger(facts, rooms, turn);
    this.activity = rooms.detector.open((probability, positionMs) => {
      this.onActivity(probability, positionMs);
    });
  }

  /** The line is open: greet. */
  start(): void {
    this.dispatch({ type: 'started' });
  }

  /** Caller audio: mu-law, 8 kHz, any length. */
  hear(audio: Uint8Array): void {
    if (this.state.ended) return;
    this.audio.push(audio);
    this.recognition.hear(audio);
    this.echo.hears(audio, this.rooms.clock.now());
    this.activity.push(audio);
  }

  /** Twilio has played, or cleared, everything before this mark. */
  mark(name: string): void {
    this.playback.onMark(name);
  }

  key(digit: string): void {
    this.dispatch({ type: 'key', digit });
  }

  /**
   * The line is gone; `callOver` tells whether the call is too. Resolves when nothing of the call is
   * left running.
   */
  async close(callOver: boolean): Promise<void> {
    this.dispatch({ type: 'closed' });
    if (callOver) this.ledger.end(this.tutorState.module);
    await this.tasks.close();
  }

  /** Our own voice, come back from the caller's phone, is not the caller's. */
  private onActivity(probability: number, positionMs: number): void {
    const { policy, clock } = this.rooms;
    const isPlaying = this.state.tutor.phase === 'playing' || this.playback.queuedMs > 0;
    const isVoice = probability >= policy.voiceThreshold && isPlaying;
    const isEcho = isVoice && this.echo.isEcho(clock.now());
    this.dispatch({ type: 'activity', probability: isEcho ? 0 : probability, positionMs });
  }

  /** Feeds the engine one event at a time: effects may cause events, which wait their turn. */
  private dispatch(event: EventBody): void {
    this.events.push({ ...event, atMs: this.rooms.clock.now() });
    if (this.dispatching) return;
    this.dispatching = true;
    logContext.run({ callId: this.facts.callId, turn: this.ledger.turns }, () => {
      for (let next = this.events.shift(); next; next = this.events.shift()) this.advance(next);
    });
    this.dispatching = false;
  }

  /** One fault must not leave the call deaf and mute: it is logged, and the call goes on. */
  private advance(event: TurnEvent): void {
    const wasEnded = this.state.ended;
    const { state, effects } = step(this.state, event, this.rooms.policy);
    this.state = state;
    for (const effect of effects) {
      try {
        this.carryOut(effect);
      } catch (err) {
        this.rooms.log.error('a step of the call failed', { err, effect: effect.type });
      }
    }
    if (state.ended && !wasEnded) this.finish();
  }

  private carryOut(effect: TurnEffect): void {
    switch (effect.type) {
      case 'recognize':
        this.listen(effect);
        return;
      case 'abort-recognition':
        this.recognition.abort();
        this.playback.hush();
        return;
      case 'fill':
        this.fill(effect.nth);
        return;
      case 'prepare':
        this.prepare(effect.generation, effect.input, effect.heard);
        return;
      case 'set-timer':
        this.timers.set(effect.timer, effect.delayMs);
        return;
      case 'cancel-timer':
        this.timers.cancel(effect.timer);
        return;
      case 'hang-up':
        this.line.hangUp();
        return;
      case 'confirm':
      case 'release':
      case 'abort-reply':
      case 'hold':
      case 'resume':
      case 'cut':
      case 'settle':
        if (this.reply) this.steer(this.reply, effect);
    }
  }

  private steer(reply: ReplyInProgress, effect: ReplyEffect): void {
    switch (effect.type) {
      case 'confirm':
        reply.heard = effect.heard;
        return;
      case 'release':
        reply.release(this.rooms.clock.now());
        this.playback.play(reply.spoken);
        return;
      case 'abort-reply':
        reply.abort();
        this.playback.finish();
        this.reply = null;
        this.playback.hush();
        this.ledger.noteWaste();
        return;
      case 'hold':
        this.dispatch({
          type: 'held',
          generation: effect.generation,
          clause: this.playback.hold()?.text ?? '',
        });
        this.noteBargeIns({ active: true });
        return;
      case 'resume':
        this.noteBargeIns({ active: false, falseAlarms: this.bargeIns.falseAlarms + 1 });
        this.playback.resume();
        return;
      case 'cut':
        reply.abort();
        this.conclude(reply, this.playback.stop(), effect.cause === 'caller');
        return;
      case 'settle':
        this.conclude(reply, this.playback.finish(), false);
    }
  }

  /** What was said and how it sounded, side by side. */
  private listen({ generation, fromMs, toMs }: EffectOf<'recognize'>): void {
    this.recognition.start(generation, this.audio.slice(fromMs, toMs), { fromMs, toMs });
    const endMs = toMs - this.rooms.policy.triggerMs + judgedTailMs;
    this.judgement.start(generation, this.audio.slice(endMs - judgedMs, endMs));
  }

  private prepare(generation: number, input: ReplyInProgress['input'], heard: Heard | null): void {
    const { canText } = this.line;
    const isOurs = input.type === 'silence' || input.type === 'trouble';
    const told = isOurs ? { ...input, canText } : input;
    const reply = this.replies.begin(generation, this.tutorState, told, heard);
    this.reply = reply;
    this.tasks.run('reply', async () => this.replies.make(reply));
  }

  private fill(nth: number): void {
    const isStillWanted = (): boolean => this.state.caller.phase !== 'talking' && !this.state.ended;
    this.filler.say(this.rooms.tutor.filler(nth), isStillWanted);
  }

  private withFit(transcript: RecognisedWords): EventBody<'transcript'> {
    return { ...transcript, fit: this.rooms.tutor.fit(this.tutorState, transcript.text) };
  }

  private noteFirstSent(generation: number): void {
    if (this.reply?.generation === generation) this.reply.firstSentAtMs ??= this.rooms.clock.now();
  }

  private noteBargeIns(change: Partial<BargeIns>): void {
    this.bargeIns = { ...this.bargeIns, ...change };
    this.save();
  }

  /** A reply is over, to its end or not: what was heard becomes history and goes on record. */
  private conclude(reply: ReplyInProgress, heard: readonly Clause[], interrupted: boolean): void {
    this.reply = null;
    this.tutorState = reply.tutorReply.settle(heard);
    if (!interrupted && reply.tutorReply.text !== null) this.line.text(reply.tutorReply.text);
    this.ledger.conclude(reply, heard, interrupted);
    this.noteBargeIns({ active: false, real: this.bargeIns.real + (interrupted ? 1 : 0) });
  }

  private save(): void {
    this.line.save({ turn: this.ledger.turns, tutor: this.tutorState, bargeIns: this.bargeIns });
  }

  private finish(): void {
    this.activity.close();
    this.timers.cancelAll();
    this.rooms.log.info('stream ended', { turns: this.ledger.turns });
  }
}
