import { retryAfterMs } from './retry-after.js';

describe('retryAfterMs', () => {
  const nowMs = Date.parse('2026-11-23T10:00:00Z');

  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after-ms': '250.5', 'retry-after': '1' }, 250.5],
    [{ 'retry-after': 'Mon, 23 Nov 2026 10:00:07 GMT' }, 7000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-1' }, undefined],
    [{}, undefined],
  ])('reads %p as %p', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers), nowMs)).toBe(expected);
  });
});
