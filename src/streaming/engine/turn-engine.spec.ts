import fc from 'fast-check';
import type { TurnEffect, TurnEvent } from './events.js';
import type { TurnPolicy } from './policy.js';
import { initialState, type TurnState } from './state.js';
import { step } from './turn-engine.js';

const policy: TurnPolicy = {
  windowMs: 32,
  voiceThreshold: 0.5,
  silenceThreshold: 0.35,
  speechStartMs: 64,
  bargeInStartMs: 128,
  bargeInCommitMs: 704,
  triggerMs: 160,
  minWaitMs: 400,
  maxWaitMs: 1600,
  utteranceMaxMs: 10_000,
  prerollMs: 300,
  silenceRepromptMs: 7000,
  callLimitMs: 60_000,
};

type Body = TurnEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'atMs'>
    : never
  : never;

/** Drives the engine as the shell does, with time that passes only in audio. */
class Table {
  state: TurnState = initialState;
  atMs = 0;
  effects: TurnEffect[] = [];

  send(event: Body): readonly TurnEffect[] {
    const next = step(this.state, { ...event, atMs: this.atMs }, policy);
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

  words(text: string): readonly TurnEffect[] {
    return this.send({
      type: 'transcript',
      generation: this.state.generation,
      text,
      confidence: 0.9,
    });
  }

  /** The tutor's reply of this generation is heard by the caller, up to now or to its end. */
  play(end = false, endsCall = false): readonly TurnEffect[] {
    const { tutor } = this.state;
    if (tutor.phase !== 'preparing') throw new Error('nothing is prepared');
    const { generation } = tutor;
    this.send({ type: 'playback-started', generation });
    return end ? this.send({ type: 'playback-ended', generation, endsCall }) : [];
  }
}

const names = (effects: readonly TurnEffect[]): string[] => effects.map((effect) => effect.type);

function greeted(): Table {
  const table = new Table();
  table.send({ type: 'started' });
  table.play(true);
  table.effects = [];
  return table;
}

/** The caller has spoken, and the tutor's answer is being heard. */
function answering(): Table {
  const table = greeted();
  table.say();
  table.pause(160);
  table.words('Seven.');
  table.send({ type: 'timer', timer: 'wait' });
  table.play();
  table.effects = [];
  return table;
}

describe('the start of a call', () => {
  it('greets at once and then waits for the caller', () => {
    const table = new Table();
    expect(names(table.send({ type: 'started' }))).toEqual([
      'set-timer',
      'cancel-timer',
      'prepare',
      'cancel-timer',
      'release',
    ]);
    expect(table.play(true)).toContainEqual({ type: 'set-timer', timer: 'silence', delayMs: 7000 });
  });
});

describe('listening', () => {
  it('does not take a click for speech', () => {
    const table = greeted();
    table.hear(0.9, 32);
    table.pause(320);
    expect(names(table.effects)).not.toContain('recognize');
  });

  it('recognises as soon as a pause reaches the trigger, with the audio before the first voice', () => {
    const table = greeted();
    table.pause(1024);
    table.say(640);
    expect(names(table.pause(128))).toEqual([]);
    expect(table.pause(32)).toEqual([
      { type: 'recognize', generation: 2, fromMs: 724, toMs: 1824 },
    ]);
  });

  it('prepares the reply while it waits, and releases it when the wait is over', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    const effects = table.words('Seven.');
    expect(names(effects)).toEqual(['cancel-timer', 'prepare', 'set-timer']);
    expect(effects).toContainEqual({ type: 'set-timer', timer: 'wait', delayMs: 240 });
    expect(names(table.send({ type: 'timer', timer: 'wait' }))).toContain('release');
  });

  it('waits longer when the words trail off', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    expect(table.words('I think it is the')).toContainEqual({
      type: 'set-timer',
      timer: 'wait',
      delayMs: 1440,
    });
  });

  it('answers at once when recognition took longer than the wait', () => {
    const table = greeted();
    table.say();
    table.pause(480);
    expect(names(table.words('Seven.'))).toContain('release');
  });

  it('throws the prepared reply away when the caller goes on, and recognises the whole again', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('I think');
    expect(names(table.say(64))).toEqual(['cancel-timer', 'abort-recognition', 'abort-reply']);
    table.say(320);
    const [again] = table.pause(160);
    expect(again).toMatchObject({ type: 'recognize', fromMs: 0 });
  });

  it('drops a transcript of audio that the caller has added to', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    const stale = table.state.generation;
    table.say(64);
    expect(table.send({ type: 'transcript', generation: stale, text: 'I', confidence: 1 })).toEqual(
      [],
    );
  });

  it('goes on listening when there were no words', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    expect(names(table.words(''))).toEqual(['set-timer']);
    expect(table.state.caller.phase).toBe('quiet');
  });

  it('asks again when speech could not be recognised', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    const effects = table.send({ type: 'recognition-failed', generation: table.state.generation });
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'prepare', input: { type: 'speech', text: '' } }),
    );
  });

  it('takes the floor from a caller who never pauses', () => {
    const table = greeted();
    expect(names(table.say(11_000))).toEqual(['cancel-timer', 'recognize']);
    expect(names(table.words('and then and then and'))).toContain('release');
  });

  it('continues the utterance when the caller speaks after the commit but before any reply', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('Seven.');
    table.send({ type: 'timer', timer: 'wait' });
    expect(names(table.say(64))).toEqual(['abort-reply']);
    table.say(320);
    expect(table.pause(160)).toMatchObject([{ type: 'recognize', fromMs: 0 }]);
  });

  it('answers after all when what stopped the unheard reply was only a noise', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('Seven.');
    table.send({ type: 'timer', timer: 'wait' });
    table.say(96);
    table.pause(160);
    const effects = table.words('');
    expect(effects).toContainEqual(
      expect.objectContaining({ type: 'prepare', input: { type: 'speech', text: 'Seven.' } }),
    );
    expect(names(effects)).toContain('release');
  });
});

describe('barge-in', () => {
  it('silences the reply as soon as the caller speaks', () => {
    const table = answering();
    expect(names(table.say(96))).toEqual([]);
    expect(names(table.say(32))).toEqual(['hold']);
  });

  it('goes on with the reply after a backchannel or a noise', () => {
    for (const text of ['Mm-hmm.', 'Yego.', 'Okay, yes.', '']) {
      const table = answering();
      table.say(256);
      table.pause(160);
      expect(names(table.words(text))).toEqual(['resume']);
      expect(table.state.tutor.phase).toBe('playing');
    }
  });

  it('cuts the reply for words, and answers them', () => {
    const table = answering();
    table.say(256);
    table.pause(160);
    expect(names(table.words('Wait, stop.'))).toEqual([
      'cut',
      'cancel-timer',
      'prepare',
      'set-timer',
    ]);
  });

  it('cuts the reply for a long voice without waiting for words', () => {
    const table = answering();
    expect(names(table.say(800))).toEqual(['hold', 'cut']);
  });

  it('goes on with the reply when the interruption cannot be recognised', () => {
    const table = answering();
    table.say(256);
    table.pause(160);
    const { generation } = table.state;
    expect(names(table.send({ type: 'recognition-failed', generation }))).toEqual(['resume']);
  });

  it('knows the end of a reply that was resumed', () => {
    const table = answering();
    table.say(256);
    table.pause(160);
    table.words('Mm.');
    const { tutor } = table.state;
    const generation = tutor.phase === 'playing' ? tutor.generation : 0;
    expect(names(table.send({ type: 'playback-ended', generation, endsCall: false }))).toContain(
      'settle',
    );
  });
});

describe('silence, keys and the end', () => {
  it('reprompts with growing steps until the caller is heard', () => {
    const table = greeted();
    for (const silentStep of [1, 2]) {
      expect(table.send({ type: 'timer', timer: 'silence' })).toContainEqual(
        expect.objectContaining({ type: 'prepare', input: { type: 'silence', step: silentStep } }),
      );
      table.play(true);
    }
    table.say();
    table.pause(160);
    table.words('Seven.');
    expect(table.state.silenceSteps).toBe(0);
  });

  it('hangs up after a reply that ends the call', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('Goodbye.');
    table.send({ type: 'timer', timer: 'wait' });
    expect(names(table.play(true, true)).slice(0, 2)).toEqual(['settle', 'hang-up']);
    expect(table.state.ended).toBe(true);
  });

  it('answers a key at once, whatever is going on', () => {
    const table = answering();
    expect(names(table.send({ type: 'key', digit: '1' }))).toEqual([
      'cut',
      'cancel-timer',
      'cancel-timer',
      'prepare',
      'cancel-timer',
      'release',
    ]);
  });

  it('keeps what was heard when the line goes dead in the middle of a reply', () => {
    const table = answering();
    expect(table.send({ type: 'closed' })).toContainEqual({
      type: 'cut',
      generation: 2,
      cause: 'end',
    });
    expect(table.send({ type: 'started' })).toEqual([]);
  });

  it('ends a call that has reached its limit', () => {
    const table = answering();
    expect(names(table.send({ type: 'timer', timer: 'limit' })).slice(0, 2)).toEqual([
      'cut',
      'hang-up',
    ]);
  });
});

describe('in any order of events', () => {
  const generation = fc.integer({ min: 0, max: 12 });
  const event: fc.Arbitrary<Body> = fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .double({ min: 0, max: 1, noNaN: true })
        .map((probability) => ({ type: 'activity' as const, probability, positionMs: 0 })),
    },
    fc.record({
      type: fc.constant('transcript' as const),
      generation,
      text: fc.constantFrom('', 'Seven.', 'mm', 'and'),
      confidence: fc.constant(null),
    }),
    fc.record({ type: fc.constant('recognition-failed' as const), generation }),
    fc.record({ type: fc.constant('playback-started' as const), generation }),
    fc.record({ type: fc.constant('playback-ended' as const), generation, endsCall: fc.boolean() }),
    fc.record({ type: fc.constant('key' as const), digit: fc.constantFrom('1', '#') }),
    fc.record({
      type: fc.constant('timer' as const),
      timer: fc.constantFrom('wait' as const, 'silence' as const),
    }),
  );
  const closing = new Set(['abort-reply', 'cut', 'settle']);

  it('every reply is prepared before it is heard, and ended exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat(20)), { maxLength: 120 }), (events) => {
        const table = new Table();
        table.send({ type: 'started' });
        for (const [body, repeat] of events) {
          for (let n = 0; n <= (body.type === 'activity' ? repeat : 0); n++) {
            table.atMs += 32;
            table.send(body.type === 'activity' ? { ...body, positionMs: table.atMs } : body);
          }
        }
        table.send({ type: 'closed' });
        const live: number[] = [];
        for (const effect of table.effects) {
          if (effect.type === 'prepare') {
            expect(live).toEqual([]);
            live.push(effect.generation);
          } else if (
            effect.type === 'release' ||
            effect.type === 'hold' ||
            effect.type === 'resume'
          ) {
            expect(live).toEqual([effect.generation]);
          } else if (closing.has(effect.type) && 'generation' in effect) {
            expect(live).toEqual([effect.generation]);
            live.pop();
          }
        }
        expect(live).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('nothing happens after the end', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const table = new Table();
        table.send({ type: 'started' });
        table.send({ type: 'closed' });
        expect(events.flatMap((body) => table.send(body))).toEqual([]);
      }),
    );
  });
});
