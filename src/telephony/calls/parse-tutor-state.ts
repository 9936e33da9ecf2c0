import { isRecord } from '../../common/is-record.js';
import type { TutorState } from '../../tutor/index.js';

/** Reads back what was saved; null for nothing, and for what this version cannot go on with. */
export function parseTutorState(json: string | null | undefined): TutorState | null {
  if (!json) return null;
  try {
    const value: unknown = JSON.parse(json);
    return isTutorState(value) ? value : null;
  } catch {
    return null;
  }
}

function isTutorState(value: unknown): value is TutorState {
  return (
    isRecord(value) &&
    typeof value['module'] === 'string' &&
    isRecord(value['lesson']) &&
    Array.isArray(value['history']) &&
    value['history'].every(isExchange) &&
    (value['openQuestion'] === null || typeof value['openQuestion'] === 'string')
  );
}

function isExchange(value: unknown): boolean {
  return (
    isRecord(value) &&
    (value['role'] === 'caller' || value['role'] === 'tutor') &&
    typeof value['text'] === 'string'
  );
}
