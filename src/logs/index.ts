export { createLog } from './create-log.js';
export { endOnUncaught } from './end-on-uncaught.js';
export { FileSink, type FileSinkEvents, type FileSinkOptions } from './file-sink.js';
export { JsonLog } from './json-log.js';
export { stdoutSink, type LogSink } from './log-sinks.js';
export { LogsModule } from './logs.module.js';
export { NestLog } from './nest-log.js';
