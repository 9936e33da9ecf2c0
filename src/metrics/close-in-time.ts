/** A worker or a queue of BullMQ. */
interface Closable {
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * Closes in order, or by force when `signal` aborts first: an orderly close says goodbye to Redis and
 * waits for the answer, for ever when Redis hangs.
 */
export async function closeInTime(part: Closable, signal: AbortSignal): Promise<void> {
  await unlessAborted(part.close(), signal);
  if (signal.aborted) part.disconnect().catch(() => undefined);
}

/** Waits for `work`, but not past the abort of `signal`. */
export async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    if (signal.aborted) resolve();
  });
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.race([work, aborted]);
  signal.removeEventListener('abort', onAbort);
}
