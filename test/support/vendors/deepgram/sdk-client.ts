import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as Sdk from '@deepgram/sdk';

/** The CommonJS build: the other one loads its WebSocket in a way that jest's sandbox undoes. */
const sdk = createRequire(import.meta.url)('@deepgram/sdk') as typeof Sdk;
export const { DeepgramError } = sdk;

/** The vendor's own client, pointed at a stand-in, without retries. */
export function sdkClient(url: string, apiKey = 'dg-test'): Sdk.DeepgramClient {
  return new sdk.DeepgramClient({ apiKey, baseUrl: url, maxRetries: 0 });
}

interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** The part of the SDK's sockets that is alike in all of them. */
interface SdkSocket {
  on(event: 'message', listener: (message: object) => void): void;
  on(event: 'close', listener: (closing: Closing) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  connect(): unknown;
  waitForOpen(): Promise<unknown>;
}

/** Everything that an SDK socket hands to its client, kept for the test to look at. */
export class Ear {
  readonly messages: Readonly<Record<string, unknown>>[] = [];
  readonly audio: Uint8Array[] = [];
  readonly errors: Error[] = [];
  readonly closed: Promise<Closing>;

  constructor(socket: SdkSocket) {
    socket.on('message', (message) => {
      if (message instanceof Blob) void message.bytes().then((bytes) => this.audio.push(bytes));
      else this.messages.push({ ...message });
    });
    socket.on('error', (error) => this.errors.push(error));
    const closing = Promise.withResolvers<Closing>();
    socket.on('close', ({ code, reason }) => {
      closing.resolve({ code, reason });
    });
    this.closed = closing.promise;
  }

  /** The messages of one type; waits until there are so many. */
  async heard(type: string, count = 1): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const endsAt = performance.now() + 5_000;
    while (performance.now() < endsAt) {
      const found = this.messages.filter((message) => message['type'] === type);
      if (found.length >= count) return found;
      await sleep(5);
    }
    throw new Error(`heard fewer than ${count} of ${type}`);
  }
}

/** Connects a socket of the SDK and listens to it from the first message on. */
export async function listenTo(socket: SdkSocket): Promise<Ear> {
  const ear = new Ear(socket);
  socket.connect();
  await socket.waitForOpen();
  return ear;
}
