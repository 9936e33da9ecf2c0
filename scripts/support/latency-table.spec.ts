import fc from 'fast-check';
import { latencyTable, percentile, summarise } from './latency-table.js';

describe('percentiles', () => {
  it('are values that were measured, by nearest rank', () => {
    const values = [50, 10, 40, 20, 30];
    expect(percentile(values, 50)).toBe(30);
    expect(percentile(values, 95)).toBe(50);
    expect(percentile(values, 1)).toBe(10);
    expect(percentile([], 50)).toBeNull();
  });

  it('are not exceeded by their share of the values, and by no smaller value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const value = percentile(values, percent) ?? NaN;
          const share = (limit: number): number =>
            values.filter((one) => one <= limit).length / values.length;
          expect(share(value)).toBeGreaterThanOrEqual(percent / 100);
          const smaller = Math.max(...values.filter((one) => one < value), -1);
          expect(smaller === -1 || share(smaller) < percent / 100).toBe(true);
        },
      ),
    );
  });
});

describe('the latency table', () => {
  it('aligns its columns and shows what was not measured as a dash', () => {
    const rows = [
      summarise({ name: 'total_ms', values: [812.4, 1100] }),
      summarise({ name: 'llm_ms', values: [] }),
    ];
    expect(latencyTable(rows)).toBe(
      [
        '          turns  p50   p95   p99',
        'total_ms      2  812  1100  1100',
        'llm_ms        0    –     –     –',
      ].join('\n'),
    );
  });
});
