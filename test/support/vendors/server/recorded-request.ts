import type { IncomingMessage } from 'node:http';
import type { Failure } from './answer.js';

/** What came over the wire, before it is understood. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** A request that the vendor would have taken, for tests to look at. */
export interface RecordedRequest<Body = unknown> extends RawRequest {
  readonly endpoint: string;
  readonly body: Body;
  /** When it had arrived, on the clock of `performance.now()`. */
  readonly atMs: number;
  /** Settles when the exchange is over: carried out as planned, or dropped by the client before. */
  readonly ended: Promise<'answered' | 'dropped'>;
}

/** A request that the vendor would have refused, with its words. */
export interface RefusedRequest extends RawRequest {
  readonly failure: Failure;
}

export async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  const url = new URL(message.url ?? '/', 'http://stand-in');
  const parts: Uint8Array[] = [];
  // The message of an upgrade has no body and never ends.
  if (message.headers.upgrade === undefined) {
    for await (const part of message as AsyncIterable<Uint8Array>) parts.push(part);
  }
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(
      Object.entries(message.headersDistinct).map(([name, values]) => [
        name,
        values?.join(', ') ?? '',
      ]),
    ),
    bytes: Buffer.concat(parts),
  };
}

/** The body as a JSON object, or undefined when it is none. */
export function readJsonObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    // Not JSON: the caller answers as its vendor does.
    return undefined;
  }
}

export function readForm(bytes: Uint8Array): URLSearchParams {
  return new URLSearchParams(Buffer.from(bytes).toString('utf8'));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
