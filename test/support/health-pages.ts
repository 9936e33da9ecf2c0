import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { VendorServer } from '../../src/common/vendors/vendor-server.js';
import { ConfigModule, Settings, type ChosenProvider } from '../../src/config/index.js';
import { HealthModule } from '../../src/health/index.js';
import { PersistenceModule } from '../../src/persistence/index.js';
import { MemoryLog } from './memory-log.js';

export interface HealthAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly tookMs: number;
}

/** The health pages over real stores, with a model behind the given servers. */
export class HealthPages {
  private constructor(
    readonly app: INestApplication,
    readonly log: MemoryLog,
  ) {}

  static async start(
    stores: Pick<Settings, 'DATABASE_URL' | 'REDIS_URL'>,
    servers: readonly VendorServer[] = [],
  ): Promise<HealthPages> {
    const settings = Object.assign(new Settings(), stores);
    const chosen: ChosenProvider = { name: 'openai', options: {}, reliance: { servers } };
    const log = new MemoryLog();
    const testing = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ settings, chosen: new Map([['LLM_PROVIDER', chosen]]) }),
        log.asModule(),
        PersistenceModule,
        HealthModule,
      ],
    }).compile();
    const app = testing.createNestApplication();
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    return new HealthPages(app, log);
  }

  async get(path: string): Promise<HealthAnswer> {
    const startMs = performance.now();
    const response = await fetch(`${await this.app.getUrl()}${path}`);
    const text = await response.text();
    const body = JSON.parse(text) as Record<string, unknown>;
    return { status: response.status, body, text, tookMs: performance.now() - startMs };
  }
}
