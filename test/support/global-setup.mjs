import { join, resolve } from 'node:path';
import { startServices } from '../../scripts/setup/services/services.mjs';

/** Starts PostgreSQL and Redis for a bare `jest` run; `npm test` has them started already. */
export default async function globalSetup() {
  const { env } = process;
  const isWanted = env.BAKAME_SERVICES !== 'none';
  const project = join(import.meta.dirname, '../..');
  const services = await startServices({
    home: resolve(project, env.BAKAME_HOME || '.bakame'),
    postgres: isWanted && !env.DATABASE_URL,
    redis: isWanted && !env.REDIS_URL,
    keepDatabase: false,
  });
  Object.assign(env, services.environment);
  globalThis.embeddedServices = services;
}
