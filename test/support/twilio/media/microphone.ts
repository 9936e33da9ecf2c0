import type { Recording } from '../../audio/index.js';
import { frameBytes, silentFrame } from './playback-queue.js';

/** One recording as it was spoken into the call, in milliseconds of the call. */
export interface SpokenTurn {
  readonly label: string;
  /** The true start and end of the words; the recording may be longer on both sides. */
  readonly speechStartedMs: number;
  readonly speechEndedMs: number;
}

export interface MicrophoneListener {
  starts(turn: SpokenTurn, atMs: number): void;
  stops(turn: SpokenTurn, atMs: number): void;
}

interface Speaking {
  readonly recording: Recording;
  readonly resolve: (turn: SpokenTurn) => void;
}

/** What the caller says, frame by frame: recordings one after the other, silence between them. */
export class Microphone {
  private readonly queue: Speaking[] = [];
  private turn: SpokenTurn | undefined;
  private spokenBytes = 0;

  constructor(private readonly listener: MicrophoneListener) {}

  /** Resolves when the whole recording has been said. */
  async say(recording: Recording): Promise<SpokenTurn> {
    return new Promise((resolve) => {
      this.queue.push({ recording, resolve });
    });
  }

  /** The 20 ms that begin at `startMs`. */
  next(startMs: number): Uint8Array {
    const [speaking] = this.queue;
    if (!speaking) return silentFrame;
    const { audio } = speaking.recording;
    const turn = this.turn ?? this.begin(speaking.recording, startMs);
    if (this.spokenBytes >= audio.length) {
      this.finish(speaking, turn, startMs);
      return this.next(startMs);
    }
    const part = audio.subarray(this.spokenBytes, this.spokenBytes + frameBytes);
    this.spokenBytes += frameBytes;
    if (part.length === frameBytes) return part;
    const frame = silentFrame.slice();
    frame.set(part);
    return frame;
  }

  private begin({ label, speech }: Recording, startMs: number): SpokenTurn {
    const speechStartedMs = startMs + speech.startMs;
    const turn = { label, speechStartedMs, speechEndedMs: startMs + speech.endMs };
    this.turn = turn;
    this.listener.starts(turn, startMs);
    return turn;
  }

  private finish(speaking: Speaking, turn: SpokenTurn, atMs: number): void {
    this.queue.shift();
    this.turn = undefined;
    this.spokenBytes = 0;
    this.listener.stops(turn, atMs);
    speaking.resolve(turn);
  }
}
