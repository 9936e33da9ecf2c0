import type { ChosenProviders, Settings } from '../config/index.js';
import { FileSink, type FileSinkEvents } from './file-sink.js';
import { JsonLog } from './json-log.js';
import { stdoutSink } from './log-sinks.js';
import { secretsOf } from './secrets.js';

const mebibyte = 1024 * 1024;

type LogSettings = Pick<
  Settings,
  'LOG_LEVEL' | 'LOG_FILE' | 'LOG_FILE_MAX_MB' | 'LOG_RETENTION_DAYS' | 'LOG_RETENTION_MB'
>;

/**
 * The log of the process: standard output and `LOG_FILE`. A file that cannot be written costs one
 * warning, not the start. `chosen` adds the providers' keys to what is never printed.
 */
export function createLog(settings: LogSettings, chosen: ChosenProviders = new Map()): JsonLog {
  const { LOG_FILE: file } = settings;
  const events: FileSinkEvents = {
    failed: (reason) => {
      log.warn('the log file cannot be written; logging goes on to standard output alone', {
        file,
        reason,
        mend: 'make room, make the folder writable, or set LOG_FILE',
      });
    },
    recovered: (missedLines) => {
      log.warn('the log file is written again; the missed lines are on standard output', {
        file,
        missedLines,
      });
    },
    untidy: (reason) => {
      log.warn('old log files could not be removed', { file, reason });
    },
  };
  const kept = {
    days: settings.LOG_RETENTION_DAYS,
    bytes: settings.LOG_RETENTION_MB * mebibyte,
  };
  const fileBytes = settings.LOG_FILE_MAX_MB * mebibyte;
  const options = [...chosen.values()].map((choice) => choice.options);
  const log = new JsonLog(
    settings.LOG_LEVEL,
    [stdoutSink(), new FileSink({ path: file, fileBytes, kept }, events)],
    secretsOf([settings, ...options]),
  );
  return log;
}
