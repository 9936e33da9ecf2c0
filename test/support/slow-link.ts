import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A TCP line to a local server that can be made slow: every chunk of bytes, both ways, comes later. */
export class SlowLink {
  /** How much later, in ms; what is under way keeps the delay it set out with. */
  delayMs = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((near) => {
    this.join(near);
  });

  private constructor(private readonly targetPort: number) {}

  static async to(targetPort: number): Promise<SlowLink> {
    const link = new SlowLink(targetPort);
    link.server.listen(0, '127.0.0.1');
    await once(link.server, 'listening');
    return link;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = once(this.server.close(), 'close');
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(near: Socket): void {
    const far = connect(this.targetPort, '127.0.0.1');
    near.pipe(this.delayed()).pipe(far);
    far.pipe(this.delayed()).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      // A server that is gone looks gone through the link too.
      one.on('error', () => other.destroy());
      one.once('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }

  private delayed(): Transform {
    return new Transform({
      transform: (chunk: Uint8Array, _encoding, pass) => {
        if (this.delayMs === 0) pass(null, chunk);
        else setTimeout(pass, this.delayMs, null, chunk);
      },
    });
  }
}
