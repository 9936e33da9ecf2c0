import { randomUUID } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

import { signatureHeaders, type SignatureKind, type TwilioAccount } from './account.js';
import { TwilioFailure } from './notice.js';
import { connectionUrl, type Origins } from './origins.js';
import type { HttpMethod } from './twiml/parse-twiml.js';

export interface WebhookRequest {
  /** Public URL, as it is signed. */
  readonly url: string;
  readonly method: HttpMethod;
  readonly fields: Readonly<Record<string, string>>;
  readonly signature?: SignatureKind;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const connectAttempts = 2;
const answerLimitBytes = 64 * 1024;

export interface WebhookDeadlines {
  /** For each of two attempts. */
  readonly connectMs: number;
  /** For everything, from the first attempt to the last byte of the answer. */
  readonly answerMs: number;
}

const twilioDeadlines: WebhookDeadlines = { connectMs: 5_000, answerMs: 15_000 };

/**
 * Asks a webhook under Twilio's rules: signed form fields, two attempts to connect of 5 s each, 15 s
 * for everything (11200, 11205) and at most 64 kB of answer (11750), else `TwilioFailure`.
 */
export class WebhookClient {
  constructor(
    private readonly account: TwilioAccount,
    private readonly origins: Origins,
    private readonly deadlines = twilioDeadlines,
  ) {}

  async send(webhook: WebhookRequest, signal?: AbortSignal): Promise<WebhookAnswer> {
    const deadline = AbortSignal.timeout(this.deadlines.answerMs);
    const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const response = await this.connect(webhook, either);
      return {
        status: response.statusCode ?? 0,
        contentType: response.headers['content-type'] ?? '',
        body: await readBody(response),
      };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof TwilioFailure) throw error;
      if (deadline.aborted)
        throw new TwilioFailure(11200, `no whole answer in ${this.deadlines.answerMs} ms`);
      throw new TwilioFailure(11200, `the answer broke off, ${String(error)}`);
    }
  }

  private async connect(webhook: WebhookRequest, signal: AbortSignal): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.exchange(webhook, signal);
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        if (attempt < connectAttempts) continue;
        throw new TwilioFailure(11205, `no connection after two attempts, ${error.message}`);
      }
    }
  }

  private async exchange(webhook: WebhookRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const { signedUrl, body, headers } = this.compose(webhook);
    const url = connectionUrl(signedUrl, this.origins);
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      let connected = false;
      const fail = (error: Error) => {
        reject(connected || signal.aborted ? error : new ConnectError(error.message));
      };
      const client = request(url, { method: webhook.method, headers, signal, agent: false });
      client.once('socket', (socket) => {
        const timer = setTimeout(() => {
          client.destroy(new Error('timed out'));
        }, this.deadlines.connectMs);
        socket.once('close', () => {
          clearTimeout(timer);
        });
        socket.once('connect', () => {
          connected = true;
          clearTimeout(timer);
        });
      });
      client.once('error', fail);
      client.once('response', resolve);
      client.end(body);
    });
  }

  private compose({ url, method, fields, signature }: WebhookRequest): {
    signedUrl: URL;
    body: string;
    headers: Record<string, string>;
  } {
    const form = new URLSearchParams(fields).toString();
    const post = method === 'POST';
    const bare = url.split('#', 1)[0] ?? url;
    const signed = post ? bare : `${bare}${bare.includes('?') ? '&' : '?'}${form}`;
    const headers = {
      Host: new URL(url).host,
      'User-Agent': 'TwilioProxy/1.1',
      Accept: '*/*',
      'I-Twilio-Idempotency-Token': randomUUID(),
      ...signatureHeaders(this.account, signed, post ? fields : {}, signature),
    };
    if (!post) return { signedUrl: new URL(signed), body: '', headers };
    const formHeaders = {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'Content-Length': String(Buffer.byteLength(form)),
    };
    return { signedUrl: new URL(signed), body: form, headers: { ...headers, ...formHeaders } };
  }
}

class ConnectError extends Error {}

async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > answerLimitBytes) {
      response.destroy();
      throw new TwilioFailure(11750, 'the answer is longer than 64 kB');
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
