export { createLog } from './create-log.js';
export { endOnUncaught } from './end-on-uncaught.js';
export { JsonLog } from './json-log.js';
export { fileSink, stdoutSink, type LogSink } from './log-sinks.js';
export { LogsModule } from './logs.module.js';
export { NestLog } from './nest-log.js';
