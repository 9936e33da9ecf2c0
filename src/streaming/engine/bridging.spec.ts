import type { EngineTable } from '../testing/engine-table.js';
import { greeted, names } from '../testing/engine-table.js';
import { policy } from '../testing/scripted-rooms.js';

const due = { type: 'timer', timer: 'filler' } as const;

/** The caller has spoken and paused; nothing is recognised yet. */
function waiting(): EngineTable {
  const table = greeted();
  table.say();
  table.pause(160);
  return table;
}

describe('a wait that becomes long', () => {
  it('is bridged by a word at the same moment after the last word, whatever is late', () => {
    const table = greeted();
    table.say();
    expect(table.pause(160)).toContainEqual({
      type: 'set-timer',
      timer: 'filler',
      delayMs: policy.fillerAfterMs - 160,
    });
    expect(names(table.send(due))).toEqual(['fill', 'set-timer']);
  });

  it('is bridged while the reply is made', () => {
    const table = waiting();
    table.words('Seven.');
    table.send({ type: 'timer', timer: 'wait' });
    expect(table.send(due)).toContainEqual({ type: 'fill', nth: 0 });
  });

  it('is bridged again and again, but not for ever', () => {
    const table = waiting();
    const fills = [1, 2, 3, 4, 5].flatMap(() => table.send(due)).filter(isFill);
    expect(fills).toEqual([0, 1, 2].map((nth) => ({ type: 'fill', nth })));
  });

  it('is bridged anew after everything the caller says', () => {
    const table = waiting();
    for (let n = 0; n < 4; n++) table.send(due);
    table.say();
    table.pause(160);
    expect(table.send(due)).toContainEqual({ type: 'fill', nth: 0 });
  });

  it('is the caller’s own while they think', () => {
    const table = waiting();
    table.words('I think it is');
    expect(names(table.send(due))).toEqual(['set-timer']);
    table.send({ type: 'timer', timer: 'wait' });
    expect(names(table.send(due))).toContain('fill');
  });

  it('is over with the first sound of the reply', () => {
    const table = waiting();
    table.words('Seven.');
    table.send({ type: 'timer', timer: 'wait' });
    table.send(due);
    table.play();
    expect(table.send(due)).toEqual([]);
    expect(table.state.fillers).toBe(0);
  });

  it('is not bridged when nobody waits', () => {
    expect(greeted().send(due)).toEqual([]);
    const table = waiting();
    table.words('');
    expect(table.send(due)).toEqual([]);
  });
});

describe('a recogniser that fails', () => {
  it('makes the tutor ask again, and at the third time end the call with an apology', () => {
    const table = greeted();
    const inputs = [1, 2, 3].map(() => failedTurn(table));
    expect(inputs).toEqual([
      { type: 'speech', text: '' },
      { type: 'speech', text: '' },
      { type: 'trouble', with: 'hearing' },
    ]);
  });

  it('is forgiven once it hears again', () => {
    const table = greeted();
    failedTurn(table);
    failedTurn(table);
    table.say();
    table.pause(160);
    table.words('Seven.');
    table.send({ type: 'timer', timer: 'wait' });
    table.play(true);
    expect(failedTurn(table)).toEqual({ type: 'speech', text: '' });
  });
});

describe('a voice that fails', () => {
  it('leads to phrases that are kept, and at the second time in a row to the end', () => {
    const table = answered();
    expect(inputOf(table.play(true, false, true))).toEqual({ type: 'speech', text: '' });
    expect(inputOf(table.play(true, false, true))).toEqual({ type: 'trouble', with: 'voice' });
    expect(names(table.play(true, true, true))).toContain('hang-up');
  });

  it('ends the call when every other reply is mute', () => {
    const table = greeted();
    const inputs = [];
    for (let turn = 0; turn < 3; turn++) {
      answer(table);
      inputs.push(inputOf(table.play(true, false, true)));
      table.play(true);
    }
    expect(inputs.at(-1)).toEqual({ type: 'trouble', with: 'voice' });
  });
});

function isFill({ type }: { type: string }): boolean {
  return type === 'fill';
}

function answer(table: EngineTable): void {
  table.say();
  table.pause(160);
  table.words('Seven.');
  table.send({ type: 'timer', timer: 'wait' });
}

function answered(): EngineTable {
  const table = greeted();
  answer(table);
  return table;
}

function inputOf(effects: ReturnType<EngineTable['send']>): unknown {
  return effects.find((effect) => effect.type === 'prepare')?.input;
}

/** A turn that could not be recognised; gives what the tutor is told of it. */
function failedTurn(table: EngineTable): unknown {
  table.say();
  table.pause(160);
  const { generation } = table.state;
  const input = inputOf(table.send({ type: 'recognition-failed', generation }));
  table.play(true);
  return input;
}
