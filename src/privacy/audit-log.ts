import { appendFileSync } from 'node:fs';
import type { Settings } from '../config/index.js';
import { JsonLog } from '../logs/index.js';

/** Appends to LOG_FILE beside the server, whose log it is, and to nothing else. */
export function auditLog({ LOG_FILE }: Pick<Settings, 'LOG_FILE'>): JsonLog {
  const file = {
    write: (line: string): void => {
      appendFileSync(LOG_FILE, line);
    },
    close: async (): Promise<void> => Promise.resolve(),
  };
  return new JsonLog('info', [file], []);
}
