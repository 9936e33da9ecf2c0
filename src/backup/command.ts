import { loadConfiguration, type RawEnvironment } from '../config/index.js';
import { connectCallRedis, connectDatabase } from '../persistence/index.js';
import type { Stores } from './back-up.js';

export const badUsage = 2;

/** Opens the stores of the environment for a command and closes them after it; tells a failure in one line. */
export async function withStores(
  environment: RawEnvironment,
  say: (text: string) => void,
  use: (stores: Stores) => Promise<void>,
): Promise<number> {
  try {
    const { settings } = loadConfiguration(environment, [], {});
    const database = await connectDatabase(settings.DATABASE_URL, { statement_timeout: 0 });
    try {
      const silent = (): void => undefined;
      const log = { debug: silent, info: silent, warn: say, error: say };
      const redis = await connectCallRedis(settings.REDIS_URL, log);
      try {
        await use({ database, redis, settings, environment, say });
        return 0;
      } finally {
        redis.disconnect();
      }
    } finally {
      await database.destroy();
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}
