import type { WebSocket } from 'ws';
import type { Answer, Delivery, Failure } from './answer.js';
import type { RawRequest, RecordedRequest } from './recorded-request.js';

/** What an endpoint is about: the plan that steers it and the body that its requests bring. */
export interface Shape {
  readonly plan: Delivery;
  readonly body: unknown;
}

export type Shapes<S> = { readonly [K in keyof S]: Shape };
export type Plans<S extends Shapes<S>> = { [K in keyof S]: S[K]['plan'] };

export interface HttpRoute<S extends Shape> {
  readonly kind: 'http';
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** True when the vendor works on one request at a time. */
  readonly oneAtATime?: boolean;
  /** Understands the request; throws `Refusal` for what the vendor does not take. */
  read(raw: RawRequest): S['body'] | Promise<S['body']>;
  answer(request: RecordedRequest<S['body']>, plan: S['plan']): Answer;
}

export interface SocketRoute<S extends Shape> {
  readonly kind: 'socket';
  readonly path: RegExp;
  /** Understands the handshake; throws `Refusal` for what the vendor does not take. */
  read(raw: RawRequest): S['body'];
  converse(socket: WebSocket, request: RecordedRequest<S['body']>, plan: S['plan']): void;
}

export type Route<S extends Shape> = HttpRoute<S> | SocketRoute<S>;

export interface Vendor<S extends Shapes<S>> {
  readonly routes: { readonly [K in keyof S]: Route<S[K]> };
  /** The plan of each endpoint for as long as a test plans nothing else. */
  readonly plans: Plans<S>;
  /** Throws `Refusal` when the request's credentials are not those of the account. */
  authorize(raw: RawRequest): void;
  unknownPath(raw: RawRequest): Failure;
}
