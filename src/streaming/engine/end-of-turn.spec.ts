import { EngineTable, greeted, names } from '../testing/engine-table.js';
import { policy } from '../testing/scripted-rooms.js';

describe('the end of a turn', () => {
  it('is put off by a voice that sounds as if it goes on', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('My sister is a teacher.');
    const { generation } = table.state;
    expect(table.send({ type: 'completion', generation, probability: 0 })).toEqual([
      { type: 'set-timer', timer: 'wait', delayMs: 840 },
    ]);
  });

  it('takes the voice into account also when the words come later', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    const { generation } = table.state;
    expect(table.send({ type: 'completion', generation, probability: 0 })).toEqual([]);
    expect(table.words('My sister is a teacher.')).toContainEqual({
      type: 'set-timer',
      timer: 'wait',
      delayMs: 840,
    });
  });

  it('comes later for a caller who has paused for long inside a sentence', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    table.words('I went to the');
    table.pause(736);
    table.say();
    table.pause(160);
    const effects = table.words('I went to the market with my sister.');
    const wait = effects.find((effect) => effect.type === 'set-timer');
    expect(wait?.type === 'set-timer' && wait.delayMs).toBeGreaterThan(700);
  });

  it('is waited for without preparing more replies than the limit allows', () => {
    const table = greeted();
    let prepared = 0;
    for (let n = 0; n < 6; n++) {
      table.say(128);
      table.pause(160);
      prepared += table.words('I think').filter((effect) => effect.type === 'prepare').length;
    }
    expect(prepared).toBe(3);
    expect(names(table.send({ type: 'timer', timer: 'wait' }))).toEqual([
      'cancel-timer',
      'prepare',
      'cancel-timer',
      'release',
    ]);
    expect(table.state.speculations).toBe(0);
  });
});

describe('a greeting that is not to be interrupted', () => {
  it('is heard to its end, and keys still work', () => {
    const table = new EngineTable({ ...policy, greetingInterruptible: false });
    table.send({ type: 'started' });
    table.play();
    expect(names(table.say(1000))).toEqual([]);
    expect(names(table.send({ type: 'key', digit: '1' }))).toContain('cut');
  });
});
