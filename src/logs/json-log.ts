import { pino, type Logger } from 'pino';
import { logContext, type Log, type LogFields } from '../common/log.js';
import { redact, redactDeep } from '../redaction/index.js';
import type { LogSink } from './log-sinks.js';
import { isSecretKey, removeSecrets } from './secrets.js';

const longestText = 16_384;

type Level = 'debug' | 'info' | 'warn' | 'error';

/**
 * One JSON line per event to every sink. What identifies a caller and what opens a door is taken out
 * before the line is made; a line that cannot be cleaned is withheld, and says so.
 */
export class JsonLog implements Log {
  private readonly lines: Logger;

  constructor(
    level: string,
    private readonly sinks: readonly LogSink[],
    private readonly secrets: readonly string[],
  ) {
    this.lines = pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      {
        write: (line) => {
          for (const sink of sinks) sink.write(line);
        },
      },
    );
  }

  debug(message: string, fields?: LogFields): void {
    this.write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.write('error', message, fields);
  }

  /** Empties every sink; what is logged later still reaches standard output. */
  async close(): Promise<void> {
    await Promise.all(this.sinks.map(async (sink) => sink.close()));
  }

  private write(level: Level, message: string, fields?: LogFields): void {
    if (!this.lines.isLevelEnabled(level)) return;
    try {
      this.lines[level](this.clean({ ...logContext.getStore(), ...fields }), this.text(message));
    } catch {
      this.lines[level]('a log line was withheld: its content could not be redacted');
    }
  }

  private clean(fields: LogFields): unknown {
    return redactDeep(fields, { text: (text) => this.text(text), isSecret: isSecretKey });
  }

  /** Cut with a margin first, so that no number is cut in two, and to size at the end. */
  private text(text: string): string {
    const head = text.slice(0, longestText + 64);
    return redact(removeSecrets(head, this.secrets)).slice(0, longestText);
  }
}
