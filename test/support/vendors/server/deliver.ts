import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises';
import type { Answer, BreakKind, BreakPoint, Delivery } from './answer.js';

/** As long as a timer goes: for ever, to a test. */
const longestTimerMs = 2 ** 31 - 1;

/** Waits until the moment, on the clock of `performance.now()`; rejects with AbortError on the signal. */
export async function sleepUntil(timeMs: number, signal: AbortSignal): Promise<void> {
  const waitMs = Math.min(timeMs - performance.now(), longestTimerMs);
  if (waitMs > 0) await sleep(waitMs, undefined, { signal });
  signal.throwIfAborted();
}

/**
 * Sends the answer on its timeline, broken off where the plan says. `gone` fires when the client has
 * closed its side, and ends the delivery with AbortError.
 */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  plan: Delivery,
  gone: AbortSignal,
): Promise<void> {
  const { breaksOff } = plan;
  if (breaksOff?.at === 'headers') {
    await breakOff(response, breaksOff.how, gone);
    return;
  }
  response.socket?.setNoDelay(true);
  response.writeHead(answer.status, answer.headers).flushHeaders();
  const write = slicer(response, plan, gone);
  const startedAt = performance.now();
  const sent = { pieces: 0, bytes: 0 };
  for (const { atMs, bytes } of answer.pieces) {
    const allowed = breaksOff ? allowance(breaksOff.at, bytes, sent) : undefined;
    if (allowed !== 0) {
      await sleepUntil(startedAt + atMs, gone);
      await write(bytes.subarray(0, allowed));
    }
    if (breaksOff && allowed !== undefined) {
      await breakOff(response, breaksOff.how, gone);
      return;
    }
    sent.pieces += 1;
    sent.bytes += bytes.length;
  }
  response.end();
}

/** How many bytes of the next piece leave before the break; undefined when it leaves whole and goes on. */
function allowance(
  at: BreakPoint,
  next: Uint8Array,
  sent: { readonly pieces: number; readonly bytes: number },
): number | undefined {
  if (at === 'headers') return 0;
  if (at === 'character') {
    const first = next.findIndex((byte) => byte >= 0xc0);
    return first === -1 ? undefined : first + 1;
  }
  if ('bytes' in at) {
    return sent.bytes + next.length >= at.bytes ? at.bytes - sent.bytes : undefined;
  }
  if (at.pieces <= sent.pieces) return 0;
  return at.pieces === sent.pieces + 1 ? next.length : undefined;
}

async function breakOff(
  response: ServerResponse,
  how: BreakKind,
  gone: AbortSignal,
): Promise<void> {
  switch (how) {
    case 'hang':
      await sleepUntil(Infinity, gone);
      return;
    case 'end':
      response.end();
      return;
    case 'cut':
      response.socket?.destroySoon();
      return;
    case 'reset':
      // What was written leaves first: a reset throws away what the kernel still holds.
      await sleep(5, undefined, { signal: gone });
      response.socket?.resetAndDestroy();
      return;
  }
}

/** A writer that cuts what it is given into the sizes of the plan and heeds back-pressure. */
function slicer(
  response: ServerResponse,
  { writeBytes: sizes = [], pauseMs = 0 }: Delivery,
  gone: AbortSignal,
): (bytes: Uint8Array) => Promise<void> {
  let turn = 0;
  return async (bytes) => {
    for (let from = 0; from < bytes.length;) {
      const size = sizes[turn++ % sizes.length] ?? bytes.length;
      const slice = bytes.subarray(from, from + size);
      from += slice.length;
      if (!response.write(slice)) await once(response, 'drain', { signal: gone });
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: gone });
      else if (sizes.length > 0) await nextTick(undefined, { signal: gone });
    }
  };
}
