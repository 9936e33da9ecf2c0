import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Redis } from 'ioredis';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { CLOCK, SystemClock } from '../../common/clock.js';
import { randomId } from '../../common/ids.js';
import { LOG } from '../../common/log.js';
import { OperationsModule } from '../../common/operations.module.js';
import { ConfigModule, loadConfiguration, type Settings } from '../../config/index.js';
import { CALL_REDIS, connectCallRedis } from '../../persistence/index.js';
import { configureTelephonyHttp } from '../telephony-http.js';
import { TelephonyModule } from '../telephony.module.js';

export const authToken = 'an-auth-token-for-tests';
export const publicBaseUrl = 'https://tutor.example';

export function testSettings(environment: Readonly<Record<string, string>>): Settings {
  const given = { DATABASE_URL: 'postgres://unused', REDIS_URL: 'redis://unused', ...environment };
  return loadConfiguration(given, [], {}).settings;
}

export const newCallSid = (): string => `CA${randomId(16)}`;

export type Form = Readonly<Record<string, string | readonly string[]>>;

/** The telephony room on a free port, spoken to the way Twilio does. */
export interface TelephonyApp {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly log: MemoryLog;
  readonly redis: Redis;
  /** Posts a form, signed for the public URL unless `signature` says otherwise. */
  post(path: string, form: Form, signature?: string): Promise<Response>;
  close(): Promise<void>;
}

@Module({})
class House {}

export async function startTelephony(
  redisUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<TelephonyApp> {
  const log = new MemoryLog();
  const redis = await connectCallRedis(redisUrl, log);
  const settings = testSettings({
    PUBLIC_BASE_URL: publicBaseUrl,
    TWILIO_AUTH_TOKEN: authToken,
    ...environment,
  });
  const house = [
    { provide: LOG, useValue: log },
    { provide: CLOCK, useValue: new SystemClock() },
    { provide: CALL_REDIS, useValue: redis },
  ];
  const testing = await Test.createTestingModule({
    imports: [
      { module: House, global: true, providers: house, exports: house },
      ConfigModule.forRoot({ settings, chosen: new Map() }),
      OperationsModule,
      TelephonyModule,
    ],
  }).compile();
  const app = testing.createNestApplication<NestExpressApplication>({
    bodyParser: false,
    logger: false,
  });
  configureTelephonyHttp(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}`;
  return {
    app,
    url,
    log,
    redis,
    post: async (path, form, signature = sign(path, form)) =>
      fetch(url + path, {
        method: 'POST',
        body: encode(form),
        headers: { 'x-twilio-signature': signature },
      }),
    close: async () => {
      await app.close();
      redis.disconnect();
    },
  };
}

/** What Twilio would send in X-Twilio-Signature. */
export function sign(path: string, form: Form, token = authToken, origin = publicBaseUrl): string {
  return webhooks.getExpectedTwilioSignature(token, origin + path, { ...form });
}

function encode(form: Form): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    for (const text of [value].flat()) fields.append(name, text);
  }
  return fields;
}
