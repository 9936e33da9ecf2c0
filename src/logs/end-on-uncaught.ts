import type { JsonLog } from './json-log.js';

/**
 * Logs an error that nobody caught, redacted like every line, and ends the process with exit code 1.
 * Without this Node would print it as it is.
 */
export function endOnUncaught(log: Pick<JsonLog, 'error' | 'close'>): void {
  process.on('uncaughtException', (err: unknown, origin) => {
    log.error('the process ends: an error was not caught', { err, origin });
    void log.close().finally(() => process.exit(1));
  });
}
