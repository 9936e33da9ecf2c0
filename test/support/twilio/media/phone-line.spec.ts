import { VirtualClock } from '../../../../src/common/virtual-clock.js';
import { FrameTicker } from './frame-ticker.js';
import { PhoneLine } from './phone-line.js';
import { type PlayedFrame, silentFrame } from './playback-queue.js';

function frame(value: number): Uint8Array {
  return new Uint8Array(160).fill(value);
}

function played(audio: Uint8Array, playedBytes = audio.length): PlayedFrame {
  return { audio, playedBytes, reachedMarks: [] };
}

/** Says the number of each frame and remembers what it hears. */
class NumberingCaller {
  readonly heard: [number, number][] = [];

  next(startMs: number): Uint8Array {
    return frame(startMs / 20);
  }

  hear(heard: Uint8Array, startMs: number): void {
    this.heard.push([startMs, heard[0] ?? 0]);
  }
}

function openLine(clock: VirtualClock): { line: PhoneLine; caller: NumberingCaller } {
  const caller = new NumberingCaller();
  const placedAtMs = clock.now();
  const line = new PhoneLine(() => clock.now() - placedAtMs, caller);
  line.open(new FrameTicker(clock));
  return { line, caller };
}

describe('the phone line', () => {
  it('passes exactly 50 frames in each of 60 seconds', () => {
    const clock = new VirtualClock();
    const { line } = openLine(clock);
    clock.advance(5);
    for (let second = 1; second <= 60; second++) {
      clock.advance(1000);
      expect(line.callerFrames.length).toBe(second * 50 + 1);
    }
  });

  it('catches up with every frame it missed and says how late it was', () => {
    const clock = new VirtualClock();
    const caller = new NumberingCaller();
    let nowMs = 0;
    const line = new PhoneLine(() => nowMs, caller);
    line.open(new FrameTicker(clock));
    clock.advance(5);
    nowMs = 105;
    clock.advance(5);
    expect(caller.heard.map(([startMs]) => startMs)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(line.latenessMs).toEqual([0, 85, 65, 45, 25, 5]);
  });

  it('sends what was said in the 20 ms before and records both sides where they belong', () => {
    const clock = new VirtualClock();
    const { line, caller } = openLine(clock);
    const sent: number[] = [];
    line.peer = {
      exchange: (said) => {
        sent.push(said[0] ?? 0);
        return played(frame(100 + sent.length));
      },
    };
    clock.advance(65);
    expect(sent).toEqual([0xff, 0, 1, 2]);
    expect(line.callerFrames.map(([first]) => first)).toEqual([0, 1, 2, 3]);
    expect(line.tutorFrames.map(([first]) => first)).toEqual([101, 102, 103, 104]);
    expect(caller.heard.at(-1)).toEqual([60, 104]);
  });

  it('notes when audio was played, to the byte', () => {
    const clock = new VirtualClock();
    const { line } = openLine(clock);
    const plays = [
      played(frame(1)),
      played(frame(1), 80),
      played(silentFrame, 0),
      played(frame(1)),
    ];
    line.peer = { exchange: () => plays.shift() ?? played(silentFrame, 0) };
    clock.advance(105);
    expect(line.played).toEqual([
      { startMs: 0, endMs: 30 },
      { startMs: 60, endMs: 80 },
    ]);
  });

  it('stops when it is closed, and its ticker rests', () => {
    const clock = new VirtualClock();
    const { line } = openLine(clock);
    clock.advance(50);
    line.close();
    clock.advance(1000);
    expect(line.callerFrames.length).toBe(3);
  });
});
