import type { BreakableStores } from './breakable-stores.js';

export type Lift = () => Promise<void> | void;
export type StoreFault = (stores: BreakableStores) => Promise<Lift>;

const slowMs = 500;

const redisKilled: StoreFault = async ({ redis }) => {
  await redis.kill();
  return async () => redis.restart();
};

const postgresKilled: StoreFault = async ({ postgres }) => postgres.kill();

/** What may be wrong with a store while calls run. */
export const storeFaults: Readonly<
  Record<'redis' | 'postgres', Readonly<Record<string, StoreFault>>>
> = {
  redis: {
    killed: redisKilled,
    frozen: async ({ redis }) => {
      redis.freeze();
      return Promise.resolve(() => {
        redis.thaw();
      });
    },
    slow: async ({ redisLink }) => slowed(redisLink),
  },
  postgres: {
    killed: postgresKilled,
    frozen: async ({ postgres }) => {
      postgres.freeze();
      return Promise.resolve(() => {
        postgres.thaw();
      });
    },
    slow: async ({ postgresLink }) => slowed(postgresLink),
    'read-only': async (stores) => {
      await stores.administer(
        'ALTER SYSTEM SET default_transaction_read_only = on',
        'SELECT pg_reload_conf()',
      );
      return async () =>
        stores.administer(
          'SET default_transaction_read_only = off',
          'ALTER SYSTEM RESET default_transaction_read_only',
          'SELECT pg_reload_conf()',
        );
    },
    full: async (stores) => {
      await stores.administer(...fullDisk);
      return async () => stores.administer('DROP FUNCTION bench_full_disk CASCADE');
    },
  },
};

/** Both stores at once. */
export const bothAway: StoreFault = async (stores) => {
  const lifts = await Promise.all([redisKilled(stores), postgresKilled(stores)]);
  return async () => {
    await Promise.all(lifts.map(async (lift) => lift()));
  };
};

/** No volume to fill is at hand everywhere, but what PostgreSQL then answers is known: 53100, disk_full. */
const fullDisk = [
  `CREATE FUNCTION bench_full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$`,
  `CREATE TRIGGER bench_full_disk BEFORE INSERT ON user_sessions
     FOR EACH ROW EXECUTE FUNCTION bench_full_disk()`,
];

async function slowed(link: { delayMs: number }): Promise<Lift> {
  link.delayMs = slowMs;
  return Promise.resolve(() => {
    link.delayMs = 0;
  });
}
