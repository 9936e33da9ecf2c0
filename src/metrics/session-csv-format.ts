import { stringify } from 'csv-stringify/sync';
import type { UserSession } from '../persistence/index.js';

/** A row as far as it is needed to find it again. */
export interface RowPlace {
  readonly id: string;
  readonly timestamp: Date;
}

/** The columns of `user_sessions`, in the order of the table. */
export const csvColumns = [
  'id',
  'timestamp',
  'phone_number',
  'session_id',
  'module_name',
  'interaction_type',
  'user_input',
  'ai_response',
  'session_duration',
  'emotional_data',
  'gamification_data',
  'call_id',
  'turn',
  'asr_ms',
  'llm_ms',
  'tts_ms',
  'total_ms',
  'tokens_in',
  'tokens_out',
  'asr_confidence',
  'error',
  'endpoint_ms',
  'interrupted',
  'providers',
  'wasted_replies',
] as const satisfies readonly (keyof UserSession)[];

export const csvHeader = `${csvColumns.join(',')}\r\n`;

/**
 * RFC 4180 lines. A text that a spreadsheet would run as a formula is quoted with an apostrophe, and
 * line breaks inside a text become spaces: one row is one line, for `tail` and `grep`.
 */
export function csvLines(rows: readonly UserSession[]): string {
  return stringify([...rows], {
    columns: [...csvColumns],
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: {
      string: (text) => text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' '),
      boolean: String,
      date: (date) => date.toISOString(),
      object: (value) => JSON.stringify(value),
    },
  });
}

/** Where a complete line stands in the table; undefined for the header and for what is not ours. */
export function placeOfLine(line: string): RowPlace | undefined {
  const match = /^(\d{1,19}),(\d{4}-\d\d-\d\dT[\d:.]+Z),/.exec(line);
  const [, id, time] = match ?? [];
  if (id === undefined || time === undefined) return undefined;
  const timestamp = new Date(time);
  return Number.isNaN(timestamp.getTime()) ? undefined : { id, timestamp };
}
