import { once } from 'node:events';
import type { Client, Connection, Submittable } from 'pg';

/** What the driver's connection can do for COPY, and its typings leave out. */
interface CopyingConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/** Sends text to a `COPY … FROM STDIN`, no faster than the server takes it. */
export async function copyRows(
  client: Client,
  statement: string,
  chunks: Iterable<string>,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.query(new CopyRows(statement, chunks, resolve, reject));
  });
}

class CopyRows implements Submittable {
  private failure: Error | undefined;

  constructor(
    private readonly statement: string,
    private readonly chunks: Iterable<string>,
    private readonly resolve: () => void,
    private readonly reject: (error: Error) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.statement);
  }

  handleCopyInResponse(connection: CopyingConnection): void {
    this.send(connection).catch((error: unknown) => {
      connection.sendCopyFail(String(error));
    });
  }

  handleError(error: Error): void {
    this.failure = error;
    this.reject(error);
  }

  handleCommandComplete(): void {
    // ReadyForQuery follows, and is the end.
  }

  handleReadyForQuery(): void {
    if (!this.failure) this.resolve();
  }

  private async send(connection: CopyingConnection): Promise<void> {
    for (const chunk of this.chunks) {
      connection.sendCopyFromChunk(Buffer.from(chunk));
      if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
    }
    connection.endCopyFrom();
  }
}
