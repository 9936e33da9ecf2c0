import { once } from 'node:events';
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Delivery, distorted, failureAnswer, Refusal } from './answer.js';
import { deliver, sleepUntil } from './deliver.js';
import { PlanBook } from './plan-book.js';
import { readRequest } from './recorded-request.js';
import type { RawRequest, RecordedRequest, RefusedRequest } from './recorded-request.js';
import type { Route, Shape, Shapes, Vendor } from './vendor.js';

const host = '127.0.0.1';
const upgradeRequired = { status: 426, body: 'Upgrade Required' };

/** One request on its way: where its answer goes and how the client is seen to leave. */
interface Exchange {
  readonly response: ServerResponse;
  readonly gone: AbortSignal;
  /** Present when the client asks for a WebSocket. */
  readonly upgrade?: () => Promise<WebSocket>;
}

/**
 * A vendor on a loopback socket: refuses what the vendor would refuse, records the rest and answers
 * as planned. Vendors differ only in the `Vendor` they pass.
 */
export class StandIn<S extends Shapes<S>> {
  private readonly server = createServer();
  private readonly webSockets = new WebSocketServer({ noServer: true });
  private readonly connections = new Set<Socket>();
  private readonly book: PlanBook;
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly running = new Set<Promise<void>>();
  private readonly faults: unknown[] = [];
  private readonly recorded: RecordedRequest[] = [];
  private readonly refusals: RefusedRequest[] = [];
  private port = 0;

  constructor(private readonly vendor: Vendor<S>) {
    this.book = new PlanBook(vendor.plans);
    this.server.on('connection', (socket: Socket) => {
      this.connections.add(socket.once('close', () => this.connections.delete(socket)));
    });
    this.server.on('request', (message, response) => {
      this.run(response, message);
    });
    this.server.on('upgrade', (message, socket: Socket, head) => {
      const response = new ServerResponse(message);
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.once('finish', () => socket.end());
      // A socket that nobody reads would not tell that its client is gone.
      const hangUp = (): void => {
        socket.destroy();
      };
      socket.on('error', hangUp).once('end', hangUp).resume();
      this.run(
        response,
        message,
        async () =>
          new Promise((resolve, reject) => {
            socket.once('close', reject);
            this.webSockets.handleUpgrade(message, socket, head, (webSocket) => {
              socket.off('end', hangUp);
              response.detachSocket(socket);
              resolve(webSocket);
            });
          }),
      );
    });
  }

  /** The origin, without a path. */
  get url(): string {
    return `http://${host}:${this.port}`;
  }

  /** Connections that clients hold open, busy or not. */
  get openConnections(): number {
    return this.connections.size;
  }

  /** Everything the vendor would have taken, in order of arrival. */
  get requests(): readonly RecordedRequest[] {
    return this.recorded;
  }

  /** Everything the vendor would not have taken: wrong credentials, paths, fields or audio. */
  get refused(): readonly RefusedRequest[] {
    return this.refusals;
  }

  requestsTo<K extends keyof S & string>(endpoint: K): readonly RecordedRequest<S[K]['body']>[] {
    return this.recorded.filter((request) => request.endpoint === endpoint);
  }

  /** One plan for each of the next requests to an endpoint, laid over the endpoint's default. */
  plan<K extends keyof S & string>(endpoint: K, ...plans: readonly S[K]['plan'][]): void {
    this.book.queue(endpoint, plans);
  }

  /** The plan of every request to an endpoint for which none is queued. */
  planByDefault<K extends keyof S & string>(endpoint: K, plan: S[K]['plan']): void {
    this.book.setDefault(endpoint, plan);
  }

  /** Listens on the given port, or on the one it had before. */
  async accept(port = this.port): Promise<this> {
    this.server.listen(port, host);
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Drops every connection and stops listening: clients get "connection refused" until `accept`. */
  async refuse(): Promise<void> {
    const closed = this.server.listening ? once(this.server.close(), 'close') : undefined;
    for (const socket of this.connections) socket.destroy();
    await closed;
  }

  /** Ends everything, also what hangs; throws what a test's own function threw meanwhile. */
  async close(): Promise<void> {
    await this.refuse();
    await Promise.all(this.running);
    if (this.faults.length > 0) throw this.faults[0];
  }

  private run(
    response: ServerResponse,
    message: IncomingMessage,
    upgrade?: Exchange['upgrade'],
  ): void {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const exchange = { response, gone: gone.signal, ...(upgrade && { upgrade }) };
    const task = this.serve(message, exchange)
      .catch((error: unknown) => {
        if (gone.signal.aborted || message.errored) return;
        this.faults.push(error);
        response.destroy();
      })
      .finally(() => this.running.delete(task));
    this.running.add(task);
  }

  private async serve(message: IncomingMessage, exchange: Exchange): Promise<void> {
    const raw = await readRequest(message);
    try {
      const [endpoint, route] = this.find(raw, exchange.upgrade ? 'socket' : 'http');
      this.vendor.authorize(raw);
      const body = await route.read(raw);
      await this.answer({ ...raw, endpoint, body }, route, exchange);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusals.push({ ...raw, failure: error.failure });
      await deliver(exchange.response, failureAnswer(error.failure), {}, exchange.gone);
    }
  }

  private find(raw: RawRequest, kind: Route<Shape>['kind']): [string, Route<Shape>] {
    const found = Object.entries<Route<Shape>>(this.vendor.routes).find(
      ([, route]) =>
        route.kind === kind &&
        (route.kind === 'socket' || route.method === raw.method) &&
        route.path.test(raw.path),
    );
    if (!found) throw new Refusal(this.vendor.unknownPath(raw));
    return found;
  }

  /** Waits until the requests before this one are done with, for vendors that work on one at a time. */
  private async turn(endpoint: string, gone: AbortSignal): Promise<void> {
    const before = this.turns.get(endpoint);
    this.turns.set(endpoint, Promise.all([before, gone.aborted || once(gone, 'abort')]));
    await before;
  }

  private async answer(
    received: Omit<RecordedRequest, 'atMs' | 'ended'>,
    route: Route<Shape>,
    exchange: Exchange,
  ): Promise<void> {
    const ending = Promise.withResolvers<'answered' | 'dropped'>();
    const request = { ...received, atMs: performance.now(), ended: ending.promise };
    this.recorded.push(request);
    const plan = this.book.next(received.endpoint);
    try {
      if (route.kind === 'http' && route.oneAtATime === true) {
        await this.turn(request.endpoint, exchange.gone);
      }
      await sleepUntil(performance.now() + (plan.delayMs ?? 0), exchange.gone);
      ending.resolve(await carryOut(route, request, plan, exchange));
    } finally {
      ending.resolve('dropped');
    }
  }
}

async function carryOut(
  route: Route<Shape>,
  request: RecordedRequest,
  plan: Delivery,
  { response, gone, upgrade }: Exchange,
): Promise<'answered' | 'dropped'> {
  if (route.kind === 'http') {
    await deliver(
      response,
      distorted(() => route.answer(request, plan), plan),
      plan,
      gone,
    );
    return 'answered';
  }
  if (!upgrade || plan.failure || plan.breaksOff?.at === 'headers') {
    await deliver(response, failureAnswer(plan.failure ?? upgradeRequired), plan, gone);
    return 'answered';
  }
  const socket = await upgrade();
  const closed = Promise.withResolvers<number>();
  socket.on('error', () => undefined).once('close', closed.resolve);
  route.converse(socket, request, plan);
  return (await closed.promise) === 1006 ? 'dropped' : 'answered';
}
