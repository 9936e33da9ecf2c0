import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the server does after the headers, in order; without `cut` or `hang` it ends the body. */
export type Act = string | Uint8Array | { readonly pauseMs: number } | typeof cut | typeof hang;

/** Breaks the connection. */
export const cut = Symbol('cut');
/** Says no more, with the connection open. */
export const hang = Symbol('hang');

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; `acts` are for streams. */
  readonly json?: unknown;
  readonly acts?: readonly Act[];
}

export interface SeenRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An OpenAI-compatible server on a real socket that does, request by request, what it was told. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  private answer: (request: SeenRequest) => Answer = () => ({ status: 500 });

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    const scripted = new ScriptedServer(server);
    server.on('request', (request, response) => {
      scripted.handle(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get baseUrl(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1`;
  }

  answerWith(answer: Answer | ((request: SeenRequest) => Answer)): void {
    this.answer = typeof answer === 'function' ? answer : () => answer;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? await json(request) : {};
    const seen: SeenRequest = {
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: body as Record<string, unknown>,
    };
    this.requests.push(seen);
    const { status = 200, headers = {}, json: whole, acts } = this.answer(seen);
    if (!acts) {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(whole ?? {}));
      return;
    }
    response.writeHead(status, { 'content-type': 'text/event-stream', ...headers });
    response.flushHeaders();
    await perform(acts, response);
  }
}

async function perform(acts: readonly Act[], response: ServerResponse): Promise<void> {
  for (const act of acts) {
    if (act === hang) return;
    if (act === cut) {
      response.destroy();
      return;
    }
    if (typeof act === 'string' || act instanceof Uint8Array) response.write(act);
    else await sleep(act.pauseMs);
  }
  response.end();
}

export const done = 'data: [DONE]\n\n';

export function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A chunk with a piece of the answer. */
export function says(content: string): string {
  return event({ choices: [{ index: 0, delta: { content }, finish_reason: null }], usage: null });
}

export function finishes(reason = 'stop'): string {
  return event({ choices: [{ index: 0, delta: {}, finish_reason: reason }], usage: null });
}

export function counts(tokensIn: number, tokensOut: number): string {
  return event({
    choices: [],
    usage: {
      prompt_tokens: tokensIn,
      completion_tokens: tokensOut,
      total_tokens: tokensIn + tokensOut,
    },
  });
}

/** A whole well-formed answer. */
export function answering(...pieces: readonly string[]): readonly string[] {
  return [
    event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
    ...pieces.map(says),
    finishes(),
    counts(11, pieces.length),
    done,
  ];
}
