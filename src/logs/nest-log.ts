import type { LoggerService } from '@nestjs/common';
import type { Log, LogFields } from '../common/log.js';

/** Nest tells of every module and route it sets up; that is detail. */
const talkative = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

type Level = keyof Log;

/** Leads Nest's own messages into our log. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    const isDetail = typeof context === 'string' && talkative.has(context);
    this.write(isDetail ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  /** Nest passes what it likes, and at the end, mostly, the class that speaks. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    const details = context === undefined ? rest : rest.slice(0, -1);
    const fields: LogFields = {
      ...(context === undefined ? {} : { context }),
      ...(details.length === 0 ? {} : { details }),
    };
    if (typeof message === 'string') this.sink[level](message, fields);
    else if (message instanceof Error) this.sink[level](message.name, { ...fields, err: message });
    else this.sink[level]('a message of the framework', { ...fields, content: message });
  }
}
