import { greeted, names } from '../testing/engine-table.js';

describe('words that are understood early', () => {
  it('are answered from the trigger on, before they are final', () => {
    const table = greeted();
    table.say();
    table.send({ type: 'partial', text: 'my sister is a teacher' });
    const effects = table.pause(160);
    expect(names(effects)).toEqual(['recognize', 'set-timer', 'cancel-timer', 'prepare']);
    expect(names(table.words('My sister is a teacher.'))).toEqual(['confirm', 'set-timer']);
    expect(names(table.send({ type: 'timer', timer: 'wait' }))).toContain('release');
  });

  it('are answered when they come in the pause', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    expect(names(table.send({ type: 'partial', text: 'Seven' }))).toContain('prepare');
    expect(table.send({ type: 'partial', text: 'seven.' })).toEqual([]);
  });

  it('give way to the final ones when those are others', () => {
    const table = greeted();
    table.say();
    table.send({ type: 'partial', text: 'my sister' });
    table.pause(160);
    const effects = table.words('My sister is a teacher.');
    expect(names(effects)).toEqual(['abort-reply', 'cancel-timer', 'prepare', 'set-timer']);
    expect(effects).toContainEqual(
      expect.objectContaining({ input: { type: 'speech', text: 'My sister is a teacher.' } }),
    );
  });

  it('are dropped when nothing was said after all', () => {
    const table = greeted();
    table.say();
    table.send({ type: 'partial', text: 'the' });
    table.pause(160);
    expect(names(table.words(''))).toEqual(['abort-reply', 'set-timer']);
    expect(table.state.tutor.phase).toBe('idle');
  });

  it('are dropped when the caller goes on', () => {
    const table = greeted();
    table.say();
    table.send({ type: 'partial', text: 'my sister' });
    table.pause(160);
    expect(names(table.say(64))).toEqual(['cancel-timer', 'abort-recognition', 'abort-reply']);
  });

  it('cost no more replies than the limit allows', () => {
    const table = greeted();
    table.say();
    table.pause(160);
    const texts = [
      'one',
      'one two',
      'one two three',
      'one two three four',
      'one two three four five',
    ];
    const effects = texts.flatMap((text) => table.send({ type: 'partial', text }));
    expect(names(effects).filter((name) => name === 'prepare')).toHaveLength(3);
  });

  it('do not answer a caller who may only be humming along', () => {
    const table = greeted();
    table.send({ type: 'key', digit: '1' });
    table.play();
    table.say(160);
    table.send({ type: 'partial', text: 'mm' });
    expect(names(table.pause(160))).toEqual(['recognize', 'set-timer']);
    expect(table.state.tutor.phase).toBe('held');
  });
});
