/** The outcome of `work`, or `AbortError` as soon as the signal is aborted; `work` itself goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<undefined>();
  const onAbort = (): void => {
    aborted.resolve(undefined);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (!signal.aborted) await Promise.race([work, aborted.promise]);
    else work.catch(() => undefined);
    signal.throwIfAborted();
    return await work;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
