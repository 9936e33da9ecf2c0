/**
 * How long an HTTP answer asks its client to wait: `retry-after-ms`, which OpenAI sends, or `Retry-After`
 * in seconds or as a date (RFC 9110, section 10.2.3). Undefined when it does not say, or nothing sensible.
 * @param nowMs wall-clock time, in ms since 1970
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const ms = amount(headers.get('retry-after-ms'));
  if (ms !== undefined) return ms;
  const text = headers.get('retry-after');
  const seconds = amount(text);
  if (seconds !== undefined) return seconds * 1000;
  // Dates begin with the name of a day; `Date.parse` takes much else for one.
  const date = text !== null && /^[A-Z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

function amount(text: string | null): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
