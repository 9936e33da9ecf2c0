import { pino, type Logger } from 'pino';
import { SystemClock, type Clock } from '../common/clock.js';
import { logContext, type Log, type LogFields } from '../common/log.js';
import { redact, redactDeep } from '../redaction/index.js';
import { BurstLimit } from './burst-limit.js';
import type { LogSink } from './log-sinks.js';
import { isSecretKey, removeSecrets } from './secrets.js';

const longestText = 16_384;

type Level = 'debug' | 'info' | 'warn' | 'error';

interface LogEvent {
  readonly level: Level;
  readonly message: string;
  readonly context: LogFields | undefined;
  readonly fields: LogFields | undefined;
}

/**
 * One JSON line per event to every sink. What identifies a caller and what opens a door is taken out
 * before the line is made; a line that cannot be cleaned is withheld, and says so. Of a burst of warnings
 * or errors from one cause only the first are written, and then one line with how many were `suppressed`.
 */
export class JsonLog implements Log {
  private readonly lines: Logger;
  private readonly bursts: BurstLimit<LogEvent>;

  constructor(
    level: string,
    private readonly sinks: readonly LogSink[],
    private readonly secrets: readonly string[],
    clock: Clock = new SystemClock(),
  ) {
    this.bursts = new BurstLimit(clock, (event, suppressed) => {
      this.emit(event, { suppressed });
    });
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
    this.bursts.close();
    await Promise.all(this.sinks.map(async (sink) => sink.close()));
  }

  private write(level: Level, message: string, fields?: LogFields): void {
    if (!this.lines.isLevelEnabled(level)) return;
    const event = { level, message, context: logContext.getStore(), fields };
    const isTrouble = level === 'warn' || level === 'error';
    if (!isTrouble || this.bursts.passes(causeOf(event), event)) this.emit(event);
  }

  private emit({ level, message, context, fields }: LogEvent, more?: LogFields): void {
    try {
      this.lines[level](this.clean({ ...context, ...fields, ...more }), this.text(message));
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

/** The event and the kind of its error, whoever the call is of. */
function causeOf({ level, message, fields }: LogEvent): string {
  const err = fields?.['err'];
  const kind = err instanceof Error ? ('code' in err ? String(err.code) : err.name) : '';
  return `${level} ${message} ${kind}`;
}
