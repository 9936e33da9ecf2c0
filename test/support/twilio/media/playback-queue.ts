/** 20 ms of mu-law at 8 kHz. */
export const frameBytes = 160;
export const frameMs = 20;

/** Mu-law silence; every silent frame is this very object. */
export const silentFrame: Uint8Array = new Uint8Array(frameBytes).fill(0xff);

export interface PlayedFrame {
  /** 160 bytes, silence where nothing was queued. */
  readonly audio: Uint8Array;
  /** How much of the frame came from the queue; the rest of it is silence. */
  readonly playedBytes: number;
  /** Marks whose audio had all been played when this frame began, in order. */
  readonly reachedMarks: readonly string[];
}

interface PendingMark {
  readonly name: string;
  /** Counted in bytes of all audio ever queued. */
  readonly position: number;
}

/**
 * What Twilio does with the audio of a bidirectional stream: plays it in order at 8000 bytes a second,
 * returns a mark when all audio queued before it has been played, and on `clear` drops what is left and
 * returns every outstanding mark.
 */
export class PlaybackQueue {
  private chunks: Uint8Array[] = [];
  private queuedPosition = 0;
  private playingPosition = 0;
  private playedPosition = 0;
  private marks: PendingMark[] = [];
  private longest = 0;

  get queuedBytes(): number {
    return this.queuedPosition - this.playingPosition;
  }

  get longestBytes(): number {
    return this.longest;
  }

  add(audio: Uint8Array): void {
    if (audio.length === 0) return;
    this.chunks.push(audio);
    this.queuedPosition += audio.length;
    this.longest = Math.max(this.longest, this.queuedBytes);
  }

  /** Returns the mark when it is reached at once because nothing is queued or being played. */
  mark(name: string): readonly string[] {
    if (this.queuedPosition === this.playedPosition) return [name];
    this.marks.push({ name, position: this.queuedPosition });
    return [];
  }

  clear(): { readonly droppedBytes: number; readonly marks: readonly string[] } {
    const droppedBytes = this.queuedBytes;
    const marks = this.marks.map(({ name }) => name);
    this.chunks = [];
    this.marks = [];
    this.playingPosition = this.queuedPosition;
    this.playedPosition = this.queuedPosition;
    return { droppedBytes, marks };
  }

  /** Call every 20 ms: ends the frame that was playing and starts the next one. */
  nextFrame(): PlayedFrame {
    this.playedPosition = this.playingPosition;
    const ahead = this.marks.findIndex(({ position }) => position > this.playedPosition);
    const reached = this.marks.splice(0, ahead === -1 ? this.marks.length : ahead);
    const audio = this.take();
    this.playingPosition += audio.length;
    return {
      audio: padded(audio),
      playedBytes: audio.length,
      reachedMarks: reached.map(({ name }) => name),
    };
  }

  private take(): Uint8Array {
    const [first] = this.chunks;
    if (first && first.length > frameBytes) {
      this.chunks[0] = first.subarray(frameBytes);
      return first.subarray(0, frameBytes);
    }
    const parts: Uint8Array[] = [];
    for (let missing = frameBytes; missing > 0;) {
      const chunk = this.chunks.shift();
      if (!chunk) break;
      parts.push(chunk.subarray(0, missing));
      if (chunk.length > missing) this.chunks.unshift(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }
}

function padded(audio: Uint8Array): Uint8Array {
  if (audio.length === 0) return silentFrame;
  if (audio.length === frameBytes) return audio;
  const frame = silentFrame.slice();
  frame.set(audio);
  return frame;
}
