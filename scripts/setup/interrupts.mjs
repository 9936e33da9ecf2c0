// @ts-check

/** One Ctrl-C arrives from the terminal, from npm and from the parent process within this time. */
const SAME_KEYSTROKE_MS = 1_000;

/**
 * What the person at the keyboard, or the machine, asks of us.
 * @typedef {object} Interrupts
 * @property {AbortSignal} asked aborts at the first SIGINT, SIGTERM or SIGHUP, with the name as reason
 * @property {AbortSignal} forced aborts at the second
 * @property {(name: NodeJS.Signals) => void} raise counts a request that came another way
 */

/**
 * Takes over the signals of this process.
 * @param {NodeJS.EventEmitter} [source]
 * @param {() => number} [nowMs]
 * @returns {Interrupts}
 */
export function watchInterrupts(source = process, nowMs = () => performance.now()) {
  const asked = new AbortController();
  const forced = new AbortController();
  let firstMs = 0;
  const raise = (/** @type {NodeJS.Signals} */ name) => {
    if (!asked.signal.aborted) {
      firstMs = nowMs();
      asked.abort(name);
    } else if (nowMs() - firstMs > SAME_KEYSTROKE_MS) {
      forced.abort(name);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(name, raise);
  return { asked: asked.signal, forced: forced.signal, raise };
}

/**
 * @param {Interrupts} interrupts
 * @returns {number} the exit code that shells give to a process ended by that signal
 */
export function interruptedCode({ asked }) {
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
  return 128 + (numbers[/** @type {keyof typeof numbers} */ (asked.reason)] ?? 2);
}
