import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import twilio from 'twilio';
import { LOG, type Log } from '../../common/log.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { publicUrls, webhookPaths, type PublicUrls } from '../public-urls.js';

/**
 * Tells Twilio's requests from anybody else's by the X-Twilio-Signature header (Twilio: Webhooks
 * Security). The URL that was signed is built from PUBLIC_BASE_URL. Without TWILIO_AUTH_TOKEN, which
 * production requires, every request is taken for Twilio's.
 */
@Injectable()
export class TwilioSignature {
  private readonly authToken: string | undefined;
  private readonly urls: PublicUrls;

  constructor(@Inject(SETTINGS) settings: Settings, @Inject(LOG) log: Log) {
    this.authToken = settings.TWILIO_AUTH_TOKEN;
    this.urls = publicUrls(settings.PUBLIC_BASE_URL);
    if (this.authToken === undefined)
      log.warn('webhooks are not checked: set TWILIO_AUTH_TOKEN before taking real calls');
  }

  /** A form webhook: the signature covers the URL, its query included, and every field. */
  verifyForm(request: Request): boolean {
    if (this.authToken === undefined) return true;
    const fields = (request.body ?? {}) as Record<string, unknown>;
    return this.signed(request, this.urls.origin + request.originalUrl, fields);
  }

  /**
   * The upgrade to a media stream: no fields and no query. Twilio may sign the URL with a slash added
   * at its end, so either form will do.
   */
  verifyUpgrade(request: IncomingMessage): boolean {
    const path = request.url ?? '';
    if (path !== webhookPaths.mediaStream && path !== `${webhookPaths.mediaStream}/`) return false;
    if (this.authToken === undefined) return true;
    const url = this.urls.mediaStream;
    return this.signed(request, url, {}) || this.signed(request, `${url}/`, {});
  }

  private signed(request: IncomingMessage, url: string, fields: Record<string, unknown>): boolean {
    const signature = request.headers['x-twilio-signature'];
    if (this.authToken === undefined || typeof signature !== 'string' || signature === '')
      return false;
    return twilio.validateRequest(this.authToken, signature, url, fields);
  }
}
