import fc from 'fast-check';

import { frameBytes, PlaybackQueue, silentFrame } from './playback-queue.js';

function bytes(length: number, value = 1): Uint8Array {
  return new Uint8Array(length).fill(value);
}

describe('the playback queue', () => {
  it('plays 160 bytes of silence while nothing is queued', () => {
    expect(new PlaybackQueue().nextFrame()).toEqual({
      audio: silentFrame,
      playedBytes: 0,
      reachedMarks: [],
    });
  });

  it('plays chunks of any size in order and fills up the last frame with silence', () => {
    const queue = new PlaybackQueue();
    queue.add(bytes(100, 1));
    queue.add(bytes(20, 2));
    queue.add(bytes(90, 3));
    const first = queue.nextFrame();
    const second = queue.nextFrame();
    expect([...first.audio]).toEqual([...bytes(100, 1), ...bytes(20, 2), ...bytes(40, 3)]);
    expect([...second.audio]).toEqual([...bytes(50, 3), ...bytes(110, 0xff)]);
    expect([first.playedBytes, second.playedBytes]).toEqual([160, 50]);
  });

  it('returns a mark at once when nothing is queued', () => {
    expect(new PlaybackQueue().mark('now')).toEqual(['now']);
  });

  it('returns a mark when the last byte before it has been played, not when it begins to play', () => {
    const queue = new PlaybackQueue();
    queue.add(bytes(320));
    expect(queue.mark('end')).toEqual([]);
    expect(queue.nextFrame().reachedMarks).toEqual([]);
    expect(queue.nextFrame().reachedMarks).toEqual([]);
    expect(queue.nextFrame().reachedMarks).toEqual(['end']);
  });

  it('holds back a mark while the frame before it is still playing', () => {
    const queue = new PlaybackQueue();
    queue.add(bytes(160));
    queue.nextFrame();
    expect(queue.mark('end')).toEqual([]);
    expect(queue.nextFrame().reachedMarks).toEqual(['end']);
  });

  it('drops what is left and returns every outstanding mark on clear', () => {
    const queue = new PlaybackQueue();
    queue.add(bytes(400));
    queue.mark('one');
    queue.add(bytes(400));
    queue.mark('two');
    queue.nextFrame();
    expect(queue.clear()).toEqual({ droppedBytes: 640, marks: ['one', 'two'] });
    expect(queue.nextFrame()).toEqual({ audio: silentFrame, playedBytes: 0, reachedMarks: [] });
    expect(queue.mark('three')).toEqual(['three']);
  });

  it('remembers the most that was ever queued', () => {
    const queue = new PlaybackQueue();
    queue.add(bytes(500));
    queue.nextFrame();
    queue.add(bytes(100));
    expect(queue.queuedBytes).toBe(440);
    expect(queue.longestBytes).toBe(500);
  });
});

/** The same rules, byte by byte, in a list in which marks stand between the bytes. */
class NaiveQueue {
  private items: (number | string)[] = [];
  private isPlaying = false;

  add(audio: Uint8Array): void {
    this.items.push(...audio);
  }

  mark(name: string): string[] {
    if (this.items.length === 0 && !this.isPlaying) return [name];
    this.items.push(name);
    return [];
  }

  clear(): string[] {
    const marks = this.items.filter((item) => typeof item === 'string');
    this.items = [];
    this.isPlaying = false;
    return marks;
  }

  nextFrame(): { audio: number[]; marks: string[] } {
    const marks: string[] = [];
    const audio: number[] = [];
    const passed: string[] = [];
    while (typeof this.items[0] === 'string') marks.push(String(this.items.shift()));
    while (audio.length < frameBytes && this.items.length > 0) {
      const item = this.items.shift();
      if (typeof item === 'number') audio.push(item);
      else passed.push(String(item));
    }
    this.isPlaying = audio.length > 0;
    this.items.unshift(...passed);
    return { audio: [...audio, ...bytes(frameBytes - audio.length, 0xff)], marks };
  }
}

type Step = { add: Uint8Array } | { mark: string } | 'clear' | 'frame';

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ add: fc.uint8Array({ maxLength: 500 }) }) },
  { weight: 3, arbitrary: fc.record({ mark: fc.string({ maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.constant<Step>('clear') },
  { weight: 5, arbitrary: fc.constant<Step>('frame') },
);

it('plays and returns exactly what a byte-by-byte model does, whatever the order of events', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new PlaybackQueue();
      const model = new NaiveQueue();
      for (const taken of steps) {
        if (taken === 'frame') {
          const { audio, reachedMarks } = queue.nextFrame();
          expect({ audio: [...audio], marks: [...reachedMarks] }).toEqual(model.nextFrame());
        } else if (taken === 'clear') expect(queue.clear().marks).toEqual(model.clear());
        else if ('mark' in taken) expect(queue.mark(taken.mark)).toEqual(model.mark(taken.mark));
        else {
          queue.add(taken.add);
          model.add(taken.add);
        }
      }
    }),
    { numRuns: 300 },
  );
});
