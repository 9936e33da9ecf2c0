import type { DynamicModule } from '@nestjs/common';
import { LOG, type Log, type LogFields } from '../../src/common/log.js';

export interface LoggedLine extends LogFields {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Keeps what was logged, so that a test can say what an operator would read. */
export class MemoryLog implements Log {
  readonly lines: LoggedLine[] = [];

  debug(message: string, fields: LogFields = {}): void {
    this.lines.push({ ...fields, level: 'debug', message });
  }

  info(message: string, fields: LogFields = {}): void {
    this.lines.push({ ...fields, level: 'info', message });
  }

  warn(message: string, fields: LogFields = {}): void {
    this.lines.push({ ...fields, level: 'warn', message });
  }

  error(message: string, fields: LogFields = {}): void {
    this.lines.push({ ...fields, level: 'error', message });
  }

  /** A module that gives this log to every room. */
  asModule(): DynamicModule {
    const providers = [{ provide: LOG, useValue: this }];
    return { module: MemoryLog, global: true, providers, exports: [LOG] };
  }

  messages(level: LoggedLine['level']): string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.message);
  }
}
