import { EventEmitter } from 'node:events';
import { interruptedCode, watchInterrupts } from './interrupts.mjs';

function watching() {
  const source = new EventEmitter();
  const clock = { ms: 0 };
  return { source, clock, interrupts: watchInterrupts(source, () => clock.ms) };
}

it('counts one Ctrl-C once, though terminal, npm and parent each deliver it', () => {
  const { source, clock, interrupts } = watching();
  source.emit('SIGINT', 'SIGINT');
  clock.ms = 40;
  source.emit('SIGINT', 'SIGINT');
  expect(interrupts.asked.aborted).toBe(true);
  expect(interrupts.forced.aborted).toBe(false);
});

it('takes a second Ctrl-C as the wish to end at once', () => {
  const { source, clock, interrupts } = watching();
  source.emit('SIGINT', 'SIGINT');
  clock.ms = 1500;
  source.emit('SIGINT', 'SIGINT');
  expect(interrupts.forced.aborted).toBe(true);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('ends with the exit code that shells give to %s', (name, code) => {
  const { source, interrupts } = watching();
  source.emit(name, name);
  expect(interruptedCode(interrupts)).toBe(code);
});
