/** A row of a latency table: its name, and what was measured in ms. */
export interface LatencyRow {
  readonly name: string;
  readonly values: readonly number[];
}

export interface LatencySummary {
  readonly name: string;
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The smallest value that at least `percent` of the values do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

export function summarise({ name, values }: LatencyRow): LatencySummary {
  const at = (percent: number): number | null => {
    const value = percentile(values, percent);
    return value === null ? null : Math.round(value);
  };
  return { name, count: values.length, p50: at(50), p95: at(95), p99: at(99) };
}

/** The summaries as aligned text, numbers to the right. */
export function latencyTable(summaries: readonly LatencySummary[]): string {
  const head = ['', 'turns', 'p50', 'p95', 'p99'];
  const rows = summaries.map(({ name, count, p50, p95, p99 }) => [
    name,
    String(count),
    ...[p50, p95, p99].map((ms) => (ms === null ? '–' : String(ms))),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [head, ...rows].map(line).join('\n');
}
