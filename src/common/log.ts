import { AsyncLocalStorage } from 'node:async_hooks';

/** What varies about an event. A caller's words and an error's message are redacted by the sink. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON line per event; the message is static text. Errors go into the field `err`. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export const LOG = Symbol('LOG');

/** Fields that every line logged inside `logContext.run` carries: the call and the turn. */
export const logContext = new AsyncLocalStorage<LogFields>();
