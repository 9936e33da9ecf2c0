import type { NestExpressApplication } from '@nestjs/platform-express';

/**
 * Reads the forms that Twilio posts, and nothing larger than Twilio sends. For an application created
 * with `bodyParser: false`, so that no other kind of body is read at all.
 */
export function configureTelephonyHttp(app: NestExpressApplication): void {
  app.useBodyParser('urlencoded', { limit: '64kb', extended: false });
}
