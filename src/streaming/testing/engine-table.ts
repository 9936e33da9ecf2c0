import type { Fit } from '../../tutor/index.js';
import type { EventBody, TurnEffect } from '../engine/events.js';
import type { TurnPolicy } from '../engine/policy.js';
import { initialState, type TurnState } from '../engine/state.js';
import { step } from '../engine/turn-engine.js';
import { policy } from './scripted-rooms.js';

/** Drives the engine as the shell does, with time that passes only in audio. */
export class EngineTable {
  state: TurnState = initialState;
  atMs = 0;
  effects: TurnEffect[] = [];

  constructor(private readonly rules: TurnPolicy = policy) {}

  send(event: EventBody): readonly TurnEffect[] {
    const next = step(this.state, { ...event, atMs: this.atMs }, this.rules);
    this.state = next.state;
    this.effects.push(...next.effects);
    return next.effects;
  }

  /** Lets `ms` of audio arrive with this voice probability. */
  hear(probability: number, ms: number): readonly TurnEffect[] {
    const effects: TurnEffect[] = [];
    for (let heardMs = 0; heardMs < ms; heardMs += 32) {
      this.atMs += 32;
      effects.push(...this.send({ type: 'activity', probability, positionMs: this.atMs }));
    }
    return effects;
  }

  say(ms = 640): readonly TurnEffect[] {
    return this.hear(0.9, ms);
  }

  pause(ms: number): readonly TurnEffect[] {
    return this.hear(0.02, ms);
  }

  words(text: string, fit: Fit = { answer: null, patience: 1 }): readonly TurnEffect[] {
    return this.send({
      type: 'transcript',
      generation: this.state.generation,
      text,
      confidence: 0.9,
      fit,
    });
  }

  /** The tutor's reply of this generation is heard by the caller, up to now or to its end. */
  play(end = false, endsCall = false, mute = false): readonly TurnEffect[] {
    const { tutor } = this.state;
    if (tutor.phase !== 'preparing') throw new Error('nothing is prepared');
    const { generation } = tutor;
    this.send({ type: 'playback-started', generation });
    return end ? this.send({ type: 'playback-ended', generation, endsCall, mute }) : [];
  }
}

/** What was asked of the shell, by kind. */
export function names(effects: readonly TurnEffect[]): string[] {
  return effects.map((effect) => effect.type);
}

/** The caller has heard the greeting; nothing else has happened. */
export function greeted(): EngineTable {
  const table = new EngineTable();
  table.send({ type: 'started' });
  table.play(true);
  table.effects = [];
  return table;
}
