/** Bytes of a body and when they leave, in milliseconds after the headers. */
export interface Piece {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** An HTTP answer as a timeline. The pieces may be endless: they are drawn one by one. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: Iterable<Piece>;
}

/** A vendor's refusal: its status, its body (text as it is, anything else as JSON), its headers. */
export interface Failure {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown while a request is read: the vendor would not have taken it. */
export class Refusal extends Error {
  constructor(readonly failure: Failure) {
    super(`refused with status ${failure.status}`);
  }
}

/**
 * Where an answer breaks off: before its headers (or the handshake of a WebSocket), after a number of
 * pieces or bytes of its body, or behind the first byte of the first character that UTF-8 writes in
 * several. A piece is a line of a stream (the first one gives the role) or a chunk of audio.
 */
export type BreakPoint =
  'headers' | 'character' | { readonly pieces: number } | { readonly bytes: number };

/**
 * How it breaks off: `hang` goes silent with the socket open, `end` finishes the body as if it were
 * complete, `cut` closes the socket in mid-body, `reset` sends a TCP reset.
 */
export type BreakKind = 'hang' | 'end' | 'cut' | 'reset';

/** How one answer travels and what goes wrong with it; all endpoints share this part of a plan. */
export interface Delivery {
  /** From the request to the status line, or to the handshake of a WebSocket. */
  readonly delayMs?: number;
  /** The vendor's refusal instead of an answer. */
  readonly failure?: Failure;
  /** This body instead of the right one, e.g. half a JSON document. */
  readonly bodyInstead?: string | Uint8Array;
  /** This content type instead of the right one. */
  readonly contentType?: string;
  /** Sizes of the writes, used in turn: `[1]` sends byte by byte. Pieces leave whole when unset. */
  readonly writeBytes?: readonly number[];
  /** From one write to the next: with `writeBytes` an answer that comes in drips. */
  readonly pauseMs?: number;
  readonly breaksOff?: { readonly at: BreakPoint; readonly how: BreakKind };
}

const encoder = new TextEncoder();

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

export function jsonAnswer(body: unknown, status = 200): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    pieces: [{ atMs: 0, bytes: encodeText(JSON.stringify(body)) }],
  };
}

export function failureAnswer({ status, body, headers }: Failure): Answer {
  const text = typeof body === 'string';
  return {
    status,
    headers: { 'content-type': text ? 'text/plain' : 'application/json', ...headers },
    pieces: [{ atMs: 0, bytes: encodeText(text ? body : JSON.stringify(body)) }],
  };
}

/** The answer as the plan distorts it: a failure, another body or another content type. */
export function distorted(answer: () => Answer, plan: Delivery): Answer {
  if (plan.failure) return failureAnswer(plan.failure);
  const { status, headers, pieces } = answer();
  const { bodyInstead, contentType } = plan;
  const bytes = typeof bodyInstead === 'string' ? encodeText(bodyInstead) : bodyInstead;
  return {
    status,
    headers: {
      ...headers,
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...(bytes && 'content-length' in headers && { 'content-length': String(bytes.length) }),
    },
    pieces: bytes ? [{ atMs: 0, bytes }] : pieces,
  };
}
