import type { IncomingHttpHeaders } from 'node:http';
import { kindOfStatus, ProviderError } from '../../../../common/errors.js';
import { retryAfterMs } from '../../../../common/resilience/index.js';

/** Why a connection is gone, or never came. */
export interface LostConnection {
  /** Of the WebSocket protocol. */
  readonly code: number;
  /** That of a refused handshake. */
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** The vendor sent what is not its protocol. */
  readonly isMalformed?: boolean;
}

/** The wait that the headers of a refusal ask for, if they do. */
export function retryAfterOf(headers: IncomingHttpHeaders): { retryAfterMs?: number } {
  const plain = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    [value].flat().join(', '),
  ]);
  const waitMs = retryAfterMs(new Headers(plain), Date.now());
  return waitMs === undefined ? {} : { retryAfterMs: waitMs };
}

/** What the loss of a connection means to who waits for its words. */
export function connectionFailure({
  status,
  isMalformed,
  ...reason
}: LostConnection): ProviderError {
  if (isMalformed === true || (status !== undefined && status < 400)) {
    const message = 'the server does not speak as Deepgram does; check DEEPGRAM_BASE_URL';
    return new ProviderError('deepgram', 'protocol', message);
  }
  if (status === undefined) {
    const message = 'the connection failed; check DEEPGRAM_BASE_URL and the network';
    return new ProviderError('deepgram', 'unavailable', message);
  }
  const kind = kindOfStatus(status);
  const advice =
    kind === 'rejected'
      ? 'check DEEPGRAM_API_KEY and DEEPGRAM_STT_MODEL'
      : 'it is overloaded or failing';
  const { retryAfterMs: waitMs } = reason;
  return new ProviderError('deepgram', kind, `the server answered ${status}; ${advice}`, {
    status,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}
