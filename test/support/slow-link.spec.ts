import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { SlowLink } from './slow-link.js';

describe('a slow link', () => {
  const echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  let link: SlowLink;

  beforeAll(async () => {
    await once(echo.listen(0, '127.0.0.1'), 'listening');
    link = await SlowLink.to((echo.address() as AddressInfo).port);
  });

  afterAll(async () => {
    await link.close();
    echo.close();
  });

  async function echoed(text: string): Promise<{ text: string; tookMs: number }> {
    const socket = connect(link.port, '127.0.0.1');
    const startedMs = performance.now();
    socket.write(text);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return { text: answer.toString(), tookMs: performance.now() - startedMs };
  }

  it('passes on what it is given, later by its delay each way', async () => {
    expect((await echoed('at once')).text).toBe('at once');
    link.delayMs = 60;
    const { text, tookMs } = await echoed('later');
    link.delayMs = 0;
    expect(text).toBe('later');
    expect(tookMs).toBeGreaterThanOrEqual(119);
  });
});
