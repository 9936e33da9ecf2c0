import { WebSocket } from 'ws';

import { signatureHeaders, type SignatureKind, type TwilioAccount } from '../account.js';
import { TwilioFailure } from '../notice.js';
import { connectionUrl, type Origins } from '../origins.js';

const openDeadlineMs = 10_000;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface MediaSocketRequest {
  /** As written in `<Stream url>`, absolute; the query string is dropped as Twilio does. */
  readonly url: string;
  readonly account: TwilioAccount;
  readonly origins: Origins;
  readonly signature?: SignatureKind | undefined;
}

/**
 * Opens the WebSocket of a media stream with a signed upgrade and hands it to `adopt` before anything
 * can arrive on it. Rejects with `TwilioFailure`: 31901 no answer in time, 31902 refused, 31910 TLS,
 * 31920 not upgraded, 31922 not wss, 31923 no URL.
 */
export async function openMediaSocket<T>(
  request: MediaSocketRequest,
  adopt: (socket: WebSocket) => T,
): Promise<T> {
  const url = streamUrl(request.url);
  const { account, origins, signature } = request;
  const socket = new WebSocket(connectionUrl(new URL(url), origins), {
    headers: { Host: new URL(url).host, ...signatureHeaders(account, url, {}, signature) },
    handshakeTimeout: openDeadlineMs,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      resolve(adopt(socket));
    });
    socket.once('unexpected-response', (upgrade, response) => {
      upgrade.destroy();
      reject(new TwilioFailure(31920, `the upgrade was answered with ${response.statusCode ?? 0}`));
    });
    socket.on('error', (error) => {
      reject(openFailure(error));
    });
  });
}

/** The URL that is called and signed: without query, and secure unless it stays on this machine. */
function streamUrl(written: string): string {
  if (!URL.canParse(written)) throw new TwilioFailure(31923, 'the stream url is malformed');
  const { protocol, hostname } = new URL(written);
  const secure = protocol === 'wss:' || (protocol === 'ws:' && loopback.has(hostname));
  if (!secure) throw new TwilioFailure(31922, 'the stream url is not wss');
  return written.split(/[?#]/, 1)[0] ?? written;
}

function openFailure(error: Error): TwilioFailure {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return new TwilioFailure(31902, 'the connection was refused');
  if (/TLS|SSL|CERT/.test(code)) return new TwilioFailure(31910, `TLS failed, ${code}`);
  if (code === 'ETIMEDOUT' || error.message.includes('timed out')) {
    return new TwilioFailure(31901, 'no answer to the upgrade within 10 s');
  }
  return new TwilioFailure(31924, `the WebSocket failed to open, ${error.message}`);
}
