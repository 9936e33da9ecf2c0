import { createServer } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { KeepAliveFetch } from './keep-alive-fetch.js';

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('KeepAliveFetch', () => {
  let web: KeepAliveFetch;
  let connections: number;
  const servers: Server[] = [];

  beforeEach(() => {
    web = new KeepAliveFetch();
    connections = 0;
  });

  afterEach(async () => {
    await web.close();
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** Takes each connection for a list of requests; `answers` says which of them it answers. */
  async function scripted(
    answers: (connection: number, request: number) => boolean,
  ): Promise<string> {
    const server = createTcpServer((socket: Socket) => {
      const connection = ++connections;
      let request = 0;
      socket.on('error', () => undefined);
      socket.on('data', () => {
        if (answers(connection, ++request)) socket.write(answer);
        else socket.destroy();
      });
    });
    return listen(server);
  }

  const post = async (url: string, body: RequestInit['body'] = 'words'): Promise<string> =>
    (await web.fetch(url, { method: 'POST', body, duplex: 'half' })).text();

  it('uses one connection for requests that are 6 s apart', async () => {
    const server = createServer((_, response) => response.end('ok'));
    server.keepAliveTimeout = 30_000;
    server.on('connection', () => connections++);
    const url = await listen(server);
    await post(url);
    await pause(6000);
    expect(await post(url)).toBe('ok');
    expect(connections).toBe(1);
  });

  it('opens another connection when the server has closed the first', async () => {
    const server = createServer((_, response) => response.end('ok'));
    server.keepAliveTimeout = 1;
    server.on('connection', () => connections++);
    const url = await listen(server);
    for (let i = 0; i < 5; i++) {
      expect(await post(url)).toBe('ok');
      await pause(i * 400);
    }
    expect(connections).toBeGreaterThan(1);
  });

  it('repeats a request that met a connection on its way out', async () => {
    const url = await scripted((_, request) => request === 1);
    expect(await post(url)).toBe('ok');
    await pause(20);
    expect(await post(url)).toBe('ok');
    expect(connections).toBe(2);
  });

  it('repeats it once and no more', async () => {
    const url = await scripted((connection) => connection > 2);
    await expect(post(url)).rejects.toThrow();
    expect(connections).toBe(1);
    const later = await scripted((connection, request) => connection === 2 && request === 1);
    expect(await post(later)).toBe('ok');
    await pause(20);
    await expect(post(later)).rejects.toThrow();
    expect(connections).toBe(3);
  });

  it('does not repeat a body that was a stream', async () => {
    const url = await scripted((_, request) => request === 1);
    await post(url);
    await pause(20);
    await expect(post(url, new Blob(['words']).stream())).rejects.toThrow();
  });

  it('sends a form as a form', async () => {
    let type = '';
    const server = createServer((request, response) => {
      type = request.headers['content-type'] ?? '';
      response.end('ok');
    });
    const form = new FormData();
    form.append('file', new File(['audio'], 'a.wav'));
    await post(await listen(server), form);
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
  });

  it('rejects an abort as an abort, before the headers and in the body', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/body') response.write('begun');
    });
    const url = await listen(server);
    const early = new AbortController();
    const waiting = web.fetch(url, { signal: early.signal });
    setTimeout(() => {
      early.abort();
    }, 20);
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });

    const late = new AbortController();
    const response = await web.fetch(`${url}body`, { signal: late.signal });
    const body = response.text();
    late.abort();
    await expect(body).rejects.toMatchObject({ name: 'AbortError' });
    server.closeAllConnections();
  });
});
