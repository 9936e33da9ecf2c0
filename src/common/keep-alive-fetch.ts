import { Agent, Dispatcher1Wrapper } from 'undici';
import { isAbort } from './errors.js';

/** Longer than a caller thinks and a tutor speaks, so that a turn finds the last one's connection. */
const idleMs = 60_000;
const connectMs = 2000;

/**
 * `fetch` whose connections stay open between turns: Node's own drops them after 4 s, and every turn
 * would begin with a TLS handshake. It is Node's `fetch` all the same, because that of the `undici`
 * package does not know Node's `FormData`.
 */
export class KeepAliveFetch {
  // HTTP/1.1: a stream that stalls must not hold up the others on its connection.
  private readonly agent = new Agent({
    keepAliveTimeout: idleMs,
    connect: { timeout: connectMs },
    allowH2: false,
  });
  private readonly dispatcher = new Dispatcher1Wrapper(this.agent);
  /** Origins that have answered before, so that a connection may have lain idle. */
  private readonly warm = new Set<string>();

  /**
   * The server may close an idle connection just as a request leaves: what fails without an answer
   * after an earlier success is asked again, once.
   */
  readonly fetch: typeof fetch = async (input, init) => {
    const { origin } = new URL(input instanceof Request ? input.url : input);
    const send = async (): Promise<Response> =>
      fetch(input, Object.assign({ ...init }, { dispatcher: this.dispatcher }));
    try {
      const response = await send();
      this.warm.add(origin);
      return response;
    } catch (error) {
      if (!this.warm.delete(origin) || isAbort(error) || !canRepeat(input, init)) throw error;
      return send();
    }
  };

  /** Ends what is still under way. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/** A stream was partly read by the attempt that failed. */
function canRepeat(input: unknown, init: RequestInit | undefined): boolean {
  return !(input instanceof Request) && !(init?.body instanceof ReadableStream);
}
