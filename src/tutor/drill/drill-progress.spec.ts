import {
  afterGivingUp,
  afterRight,
  afterWrongTry,
  gamificationOf,
  moveOn,
  newProgress,
  openItem,
  type DrillProgress,
} from './drill-progress.js';

const levels = [
  ['a1', 'a2', 'a3'],
  ['b1', 'b2'],
];
const right = (progress: DrillProgress): DrillProgress => afterRight(progress, levels.length);
const item = (progress: DrillProgress): string => openItem(levels, progress);

describe('progress in a drill', () => {
  it('goes through a level in order and starts over', () => {
    const opened = [newProgress];
    for (let turn = 0; turn < 4; turn++) opened.push(moveOn(opened.at(-1) ?? newProgress));
    expect(opened.map(item)).toEqual(['a1', 'a2', 'a3', 'a1', 'a2']);
  });

  it('leads up after two right at the first try, and never past the top', () => {
    const one = right(newProgress);
    expect(item(one)).toBe('a2');
    const two = right(one);
    expect(item(two)).toBe('b1');
    expect(item(right(right(two)))).toBe('b1');
  });

  it('does not lead up when a hint was needed', () => {
    const helped = right(afterWrongTry(right(newProgress)));
    expect(helped).toMatchObject({ level: 0, streak: 0, right: 2 });
    expect(item(helped)).toBe('a3');
  });

  it('leads down after two items given up in a row, and never below the first level', () => {
    const up = right(right(newProgress));
    const down = afterGivingUp(afterGivingUp(up));
    expect(item(down)).toBe('a3');
    expect(afterGivingUp(afterGivingUp(down)).level).toBe(0);
  });

  it('comes back to where it was on a level', () => {
    const up = right(right(newProgress));
    const down = afterGivingUp(afterGivingUp(up));
    const back = right(right(down));
    expect(item(back)).toBe('b1');
    expect(back.done).toEqual([4, 2]);
  });

  it('shows streak and mastery', () => {
    expect(gamificationOf(newProgress)).toMatchObject({ streak: 0, mastery: 0, level: 1 });
    const mixed = afterGivingUp(right(right(newProgress)));
    expect(gamificationOf(mixed)).toEqual({
      streak: 0,
      mastery: 67,
      level: 2,
      right: 2,
      answered: 3,
    });
  });

  it('refuses a pack with an empty level', () => {
    expect(() => openItem([[]], newProgress)).toThrow(RangeError);
  });
});
