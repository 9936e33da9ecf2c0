import { VirtualClock } from '../../../../src/common/virtual-clock.js';
import { Keypad } from './keypad.js';
import type { GatherVerb } from './parse-twiml.js';

const gather: GatherVerb = {
  verb: 'Gather',
  action: { url: '', method: 'POST' },
  timeoutMs: 5_000,
  numDigits: Infinity,
  finishOnKey: '#',
  actionOnEmptyResult: false,
  prompts: [],
};

describe('the keypad', () => {
  let clock: VirtualClock;
  let keypad: Keypad;
  let caller: AbortController;

  beforeEach(() => {
    clock = new VirtualClock();
    keypad = new Keypad(clock);
    caller = new AbortController();
  });

  it('collects keys until the finishing one, which does not count', async () => {
    const digits = keypad.collect(gather, caller.signal);
    for (const key of '12#') keypad.press(key);
    await expect(digits).resolves.toBe('12');
  });

  it('is satisfied with the number of keys that was asked for', async () => {
    const digits = keypad.collect({ ...gather, numDigits: 2 }, caller.signal);
    for (const key of '123') keypad.press(key);
    await expect(digits).resolves.toBe('12');
  });

  it('waits the whole timeout again after each key', async () => {
    const digits = keypad.collect(gather, caller.signal);
    clock.advance(4_999);
    keypad.press('1');
    clock.advance(4_999);
    keypad.press('2');
    clock.advance(5_000);
    keypad.press('3');
    await expect(digits).resolves.toBe('12');
  });

  it('gives what was pressed before the call ended', async () => {
    const digits = keypad.collect(gather, caller.signal);
    keypad.press('7');
    caller.abort();
    await expect(digits).resolves.toBe('7');
  });

  it('leaves keys to the stream when nothing collects them', async () => {
    expect(keypad.press('1')).toBe(false);
    const digits = keypad.collect({ ...gather, numDigits: 1 }, caller.signal);
    expect(keypad.press('1')).toBe(true);
    await digits;
    expect(keypad.press('2')).toBe(false);
  });
});
