import type { ChosenProviders, Settings } from '../config/index.js';
import { JsonLog } from './json-log.js';
import { fileSink, stdoutSink } from './log-sinks.js';
import { secretsOf } from './secrets.js';

/**
 * The log of the process: standard output and `LOG_FILE`. A file that cannot be written costs one
 * warning, not the start. `chosen` adds the providers' keys to what is never printed.
 */
export function createLog(
  settings: Pick<Settings, 'LOG_LEVEL' | 'LOG_FILE'>,
  chosen: ChosenProviders = new Map(),
): JsonLog {
  const options = [...chosen.values()].map((choice) => choice.options);
  const file = fileSink(settings.LOG_FILE, (reason) => {
    log.warn('the log file cannot be written; logging goes on to standard output alone', {
      file: settings.LOG_FILE,
      reason,
      mend: 'make the folder writable, or set LOG_FILE',
    });
  });
  const log = new JsonLog(
    settings.LOG_LEVEL,
    [stdoutSink(), file],
    secretsOf([settings, ...options]),
  );
  return log;
}
