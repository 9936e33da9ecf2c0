import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import { AppError } from './common/errors.js';
import { loadConfiguration, type Configuration, type RawEnvironment } from './config/index.js';
import { llmKind } from './llm/index.js';
import { createLog, NestLog } from './logs/index.js';
import { asrKind, ttsKind } from './speech/index.js';
import { configureTelephonyHttp } from './telephony/index.js';

/** Who is asked when the environment does not choose. */
const defaultProviders = {
  ASR_PROVIDER: 'whisper',
  TTS_PROVIDER: 'deepgram',
  LLM_PROVIDER: 'llama',
};

/** Validates the environment. Throws `ConfigurationError` with every problem at once. */
export function configure(environment: RawEnvironment): Configuration {
  return loadConfiguration(environment, [asrKind, ttsKind, llmKind], defaultProviders);
}

/** Builds the server with its stores connected and its models loaded; it does not listen yet. */
export async function createApp(configuration: Configuration): Promise<NestExpressApplication> {
  const log = createLog(configuration.settings, configuration.chosen);
  const house = AppModule.forRoot(configuration, log);
  const app = await NestFactory.create<NestExpressApplication>(house, {
    abortOnError: false,
    bodyParser: false,
    logger: new NestLog(log),
  });
  app.disable('x-powered-by');
  app.use(helmet());
  configureTelephonyHttp(app);
  return app;
}

/** Listens on PORT. Throws PORT_IN_USE when somebody else does. */
export async function listen(app: NestExpressApplication, port: number): Promise<void> {
  try {
    await app.listen(port);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new AppError(
      'PORT_IN_USE',
      `port ${port} is taken: stop what listens there or set PORT`,
      {
        cause: error,
      },
    );
  }
}
