import { Client } from 'pg';
import { PostgresServer } from '../../test/support/postgres-server.js';
import { RedisServer } from '../../test/support/redis-server.js';
import { SlowLink } from '../../test/support/slow-link.js';

/** A PostgreSQL and a Redis that nothing else uses, each behind a line that may become slow. */
export class BreakableStores {
  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly postgresLink: SlowLink,
    readonly redisLink: SlowLink,
  ) {}

  static async start(): Promise<BreakableStores> {
    const [postgres, redis] = await Promise.all([PostgresServer.start(), RedisServer.start()]);
    const [postgresLink, redisLink] = await Promise.all([
      SlowLink.to(Number(new URL(postgres.url).port)),
      SlowLink.to(redis.port),
    ]);
    return new BreakableStores(postgres, redis, postgresLink, redisLink);
  }

  get databaseUrl(): string {
    const url = new URL(this.postgres.url);
    url.port = String(this.postgresLink.port);
    return url.href;
  }

  get redisUrl(): string {
    return `redis://127.0.0.1:${this.redisLink.port}`;
  }

  /** Runs statements in PostgreSQL, each by itself. */
  async administer(...statements: readonly string[]): Promise<void> {
    const client = new Client({ connectionString: this.postgres.url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.postgresLink.close(), this.redisLink.close()]);
    await Promise.all([this.redis.kill(), this.postgres.stop()]);
  }
}
