import 'reflect-metadata';
import { configure, createApp, listen } from './app.js';
import { AppError } from './common/errors.js';
import { readEnvironment } from './config/index.js';
import { endOnUncaught, JsonLog } from './logs/index.js';
import { redact } from './redaction/index.js';

try {
  const configuration = configure(readEnvironment());
  const app = await createApp(configuration);
  endOnUncaught(app.get(JsonLog));
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  await listen(app, configuration.settings.PORT);
} catch (error) {
  const text =
    error instanceof AppError ? `${error.code}: ${error.message}` : (error as Error).stack;
  process.stderr.write(`BAKAME did not start. ${redact(text ?? String(error))}\n`);
  process.exit(1);
}
