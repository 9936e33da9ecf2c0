// @ts-check
const SPARSE_MS = 10_000;
const BAR_WIDTH = 24;

/**
 * Tells the person what set-up is doing, on standard error: standard output belongs to the task.
 * @typedef {object} Report
 * @property {(text: string) => void} line
 * @property {(label: string) => Progress} progress
 *
 * @typedef {object} Progress
 * @property {(doneBytes: number, totalBytes: number) => void} bytes
 * @property {(result: string) => void} end
 */

/**
 * A bar that moves on a terminal; elsewhere a line now and then.
 * @param {{ isTTY?: boolean, write: (text: string) => unknown }} [stream]
 * @param {() => number} [nowMs]
 * @returns {Report}
 */
export function createReport(stream = process.stderr, nowMs = () => performance.now()) {
  const clear = stream.isTTY ? '\r\x1b[2K' : '';
  const line = (/** @type {string} */ text) => void stream.write(`${clear}${text}\n`);

  /** @param {string} label */
  const progress = (label) => {
    let shownMs = nowMs();
    if (stream.isTTY) stream.write(`${label} …`);
    else line(`${label} …`);
    return {
      bytes(/** @type {number} */ done, /** @type {number} */ total) {
        const everyMs = stream.isTTY ? 100 : SPARSE_MS;
        if (nowMs() - shownMs < everyMs) return;
        shownMs = nowMs();
        if (stream.isTTY) stream.write(`${clear}${label} ${bar(done, total)}`);
        else line(`${label} ${percent(done, total)}`);
      },
      end: (/** @type {string} */ result) => line(`${label}: ${result}`),
    };
  };
  return { line, progress };
}

/**
 * @param {number} done
 * @param {number} total
 */
function bar(done, total) {
  const full = Math.round((BAR_WIDTH * Math.min(done, total)) / total);
  return `[${'='.repeat(full).padEnd(BAR_WIDTH)}] ${percent(done, total)}`;
}

/**
 * @param {number} done
 * @param {number} total
 */
function percent(done, total) {
  return `${String(Math.floor((100 * done) / total)).padStart(3)} % of ${megabytes(total)}`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
