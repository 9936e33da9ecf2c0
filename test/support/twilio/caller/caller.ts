import { Microphone, type SpokenTurn } from '../media/microphone.js';
import type { AudioSink, AudioSource } from '../media/phone-line.js';
import type { Timeline } from '../timeline.js';
import { CallerEar } from './caller-ear.js';

/** The person on the line: a mouth, an ear, and the memory of what was said. */
export class Caller implements AudioSource, AudioSink {
  readonly ear: CallerEar;
  readonly microphone: Microphone;
  readonly turns: SpokenTurn[] = [];

  constructor(timeline: Timeline) {
    this.ear = new CallerEar({
      tutorStarts: (atMs) => {
        timeline.add({ type: 'tutor-starts' }, atMs);
      },
      tutorStops: (atMs) => {
        timeline.add({ type: 'tutor-stops' }, atMs);
      },
    });
    this.microphone = new Microphone({
      starts: (turn, atMs) => {
        this.turns.push(turn);
        this.ear.attend(turn.speechEndedMs);
        timeline.add({ type: 'caller-starts', label: turn.label }, atMs);
      },
      stops: ({ label }, atMs) => {
        timeline.add({ type: 'caller-stops', label }, atMs);
      },
    });
  }

  /** Keys are a turn without speech: it begins and ends when the last of them is pressed. */
  pressed(digits: string): void {
    const atMs = this.ear.nowMs;
    this.turns.push({ label: `keys ${digits}`, speechStartedMs: atMs, speechEndedMs: atMs });
    this.ear.attend(atMs);
  }

  next(startMs: number): Uint8Array {
    return this.microphone.next(startMs);
  }

  hear(frame: Uint8Array, startMs: number): void {
    this.ear.hear(frame, startMs);
  }
}
