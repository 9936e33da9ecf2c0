import { setImmediate } from 'node:timers/promises';
import type { InteractionRecord } from '../../metrics/index.js';
import type { CallSnapshot } from '../call-line.js';
import { CallSession } from '../call-session.js';
import { LineModel } from './line-model.js';
import { scriptedRooms, type Recognition, type Script } from './scripted-rooms.js';

/** One call on virtual time: the caller is audio in 32 ms steps, the ear is a model of Twilio. */
export class ScriptedCall {
  readonly house;
  readonly line: LineModel;
  readonly snapshots: CallSnapshot[] = [];
  readonly session: CallSession;
  readonly texts: string[] = [];
  hungUp = false;

  constructor(recognitions: readonly Recognition[] = [], script: Partial<Script> = {}) {
    this.house = scriptedRooms({
      recognitions: [...recognitions],
      recognizeMs: 150,
      synthesizeMs: 100,
      answer: (input) =>
        input.type === 'connected' ? ['Hello there.'] : ['Right.', 'And the next?'],
      ...script,
    });
    const { clock, rooms } = this.house;
    this.line = new LineModel(clock, (name) => {
      this.session.mark(name);
    });
    const call = Object.assign(this.line, {
      save: (snapshot: CallSnapshot) => {
        this.snapshots.push(snapshot);
      },
      canText: true,
      text: (body: string) => {
        this.texts.push(body);
      },
      hangUp: () => {
        this.hungUp = true;
      },
    });
    const facts = { callId: 'CA1', sessionId: 's1', caller: 'c1', asr: 'a', llm: 'l', tts: 't' };
    this.session = new CallSession(facts, rooms, call, rooms.tutor.begin(), 0);
  }

  get records(): readonly InteractionRecord[] {
    return this.house.records;
  }

  /** The caller is silent, or speaks, for `ms`. */
  async line32(ms: number, byte: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += 32) {
      this.house.clock.advance(32);
      this.session.hear(new Uint8Array(256).fill(byte));
      // Async generators need a few turns of the event loop to hand on a chunk.
      for (let turn = 0; turn < 4; turn++) await setImmediate();
    }
  }

  async says(ms = 640): Promise<void> {
    await this.line32(ms, 0x20);
  }

  async listens(ms: number): Promise<void> {
    await this.line32(ms, 0xff);
  }

  async greeted(): Promise<this> {
    this.session.start();
    await this.listens(1500);
    return this;
  }
}
