import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { type Delivery, encodeText, jsonAnswer, type Piece, Refusal } from './answer.js';
import { readMultipart } from './multipart.js';
import { readJsonObject } from './recorded-request.js';
import { StandIn } from './stand-in.js';

interface EchoShapes {
  readonly echo: { readonly plan: Delivery; readonly body: Readonly<Record<string, unknown>> };
  readonly slow: { readonly plan: Delivery; readonly body: null };
}

const pieces: readonly Piece[] = ['ab', 'cdé', 'f'].map((text) => ({
  atMs: 0,
  bytes: encodeText(text),
}));

/** The smallest vendor: one path that echoes JSON, and one that works on one request at a time. */
async function startEcho(): Promise<StandIn<EchoShapes>> {
  return new StandIn<EchoShapes>({
    routes: {
      echo: {
        kind: 'http',
        method: 'POST',
        path: /^\/echo$/,
        read: ({ bytes }) => {
          const body = readJsonObject(bytes);
          if (!body) throw new Refusal({ status: 400, body: 'not JSON' });
          return body;
        },
        answer: ({ body }) => jsonAnswer(body),
      },
      slow: {
        kind: 'http',
        method: 'GET',
        path: /^\/slow$/,
        oneAtATime: true,
        read: () => null,
        answer: () => ({ status: 200, headers: {}, pieces }),
      },
    },
    plans: { echo: {}, slow: {} },
    authorize: ({ headers }) => {
      if (headers['x-stranger']) throw new Refusal({ status: 401, body: { error: 'who?' } });
    },
    unknownPath: ({ path }) => ({ status: 404, body: `no ${path}` }),
  }).accept();
}

describe('a stand-in', () => {
  let standIn: StandIn<EchoShapes>;

  beforeEach(async () => {
    standIn = await startEcho();
  });

  afterEach(async () => {
    await standIn.close();
  });

  const echo = async (body: string, headers = {}): Promise<Response> =>
    fetch(`${standIn.url}/echo`, { method: 'POST', body, headers });

  /** Everything that comes over a bare socket until it closes, and whether it was reset. */
  async function overSocket(path: string): Promise<{ text: string; reset: boolean }> {
    const socket: Socket = connect(Number(new URL(standIn.url).port), '127.0.0.1');
    let text = '';
    let reset = false;
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', (error) => (reset = error.message.includes('ECONNRESET')));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: stand-in\r\nConnection: close\r\n\r\n`);
    await new Promise((resolve) => socket.once('close', resolve));
    return { text, reset };
  }

  it('records what it takes and, apart from it, what it refuses', async () => {
    expect(await (await echo('{"a":1}')).json()).toEqual({ a: 1 });
    expect((await echo('{"a":')).status).toBe(400);
    expect((await echo('{}', { 'x-stranger': '1' })).status).toBe(401);
    expect(await (await fetch(`${standIn.url}/nowhere?q=1`)).text()).toBe('no /nowhere');
    expect(standIn.requestsTo('echo').map(({ body }) => body)).toEqual([{ a: 1 }]);
    expect(standIn.refused.map(({ failure }) => failure.status)).toEqual([400, 401, 404]);
    expect(standIn.refused[2]?.query.get('q')).toBe('1');
  });

  it('takes one plan a request, laid over the default', async () => {
    standIn.planByDefault('echo', { contentType: 'text/odd' });
    standIn.plan('echo', { bodyInstead: 'first' }, { contentType: 'text/second' });
    const answers = [await echo('{}'), await echo('{}'), await echo('{}')];
    expect(answers.map((answer) => answer.headers.get('content-type'))).toEqual([
      'text/odd',
      'text/second',
      'text/odd',
    ]);
    expect(await answers[0]?.text()).toBe('first');
  });

  it('sends each byte as a chunk of its own when told to', async () => {
    standIn.plan('slow', { writeBytes: [1] });
    const { text } = await overSocket('/slow');
    expect(text.match(/\r\n1\r\n/g)).toHaveLength(
      pieces.reduce((sum, p) => sum + p.bytes.length, 0),
    );
  });

  it.each([
    ['before anything', { bytes: 0 }, ''],
    ['behind two pieces', { pieces: 2 }, 'ab|cdé'],
    ['within a piece', { bytes: 3 }, 'ab|c'],
    ['within a character', 'character', 'ab|cdÃ'],
  ] as const)('breaks off %s', async (_name, at, sent) => {
    standIn.plan('slow', { breaksOff: { at, how: 'cut' } });
    const { text } = await overSocket('/slow');
    const body = text.slice(text.indexOf('\r\n\r\n') + 4);
    const chunks = [...body.matchAll(/[0-9a-f]+\r\n([^\r]+)\r\n/g)].map((match) => match[1]);
    const expected = at === 'character' ? sent : Buffer.from(sent).toString('latin1');
    expect(chunks.join('|')).toBe(expected);
    expect(text.endsWith('0\r\n\r\n')).toBe(false);
  });

  it('drips an answer, so that it comes for ever and says nothing in time', async () => {
    standIn.plan('slow', { writeBytes: [1], pauseMs: 20 });
    const startedMs = performance.now();
    expect(await (await fetch(`${standIn.url}/slow`)).text()).toBe('abcdéf');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(6 * 20);
  });

  it('closes in two ways: politely, or with a reset', async () => {
    standIn.plan('slow', { breaksOff: { at: 'headers', how: 'cut' } });
    expect(await overSocket('/slow')).toEqual({ text: '', reset: false });
    standIn.plan('slow', { breaksOff: { at: { pieces: 1 }, how: 'reset' } });
    const { text, reset } = await overSocket('/slow');
    expect(text).toContain('ab');
    expect(reset).toBe(true);
  });

  it('tells a request that its client has dropped from one that was answered', async () => {
    standIn.plan('slow', { delayMs: 60_000 }, {});
    const abort = new AbortController();
    const dropped = fetch(`${standIn.url}/slow`, { signal: abort.signal });
    while (standIn.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    await expect(dropped).rejects.toMatchObject({ name: 'AbortError' });
    await (await fetch(`${standIn.url}/slow`)).text();
    const endings = standIn.requestsTo('slow').map(async ({ ended }) => ended);
    expect(await Promise.all(endings)).toEqual(['dropped', 'answered']);
  });

  it('keeps its port when it refuses connections for a while', async () => {
    const { url } = standIn;
    await standIn.refuse();
    await expect(echo('{}')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await standIn.accept();
    expect(standIn.url).toBe(url);
    expect((await echo('{}')).status).toBe(200);
  });

  it('closes although answers hang', async () => {
    standIn.plan('echo', { breaksOff: { at: 'headers', how: 'hang' } });
    const hung = echo('{}').catch((error: unknown) => error);
    while (standIn.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await standIn.close();
    expect(await hung).toMatchObject({ name: 'TypeError' });
  });

  it('refuses a WebSocket where it has none', async () => {
    const response = await fetch(`${standIn.url}/slow`);
    expect(response.status).toBe(200);
    const socket = new WebSocket(`${standIn.url.replace('http', 'ws')}/slow`);
    await once(socket, 'error');
    expect(standIn.refused).toHaveLength(1);
  });
});

describe('multipart bodies', () => {
  const raw = async (form: FormData): Promise<Parameters<typeof readMultipart>[0]> => {
    const body = new Response(form);
    return {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'content-type': body.headers.get('content-type') ?? '' },
      bytes: await body.bytes(),
    };
  };

  it('give every byte of a file back, also those that look like line ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('', '\r\n', '--', '\r\n--', '\r\n\r\n'),
        async (bytes, tail) => {
          const content = Buffer.concat([bytes, Buffer.from(tail)]);
          const form = new FormData();
          form.set('file', new File([new Uint8Array(content)], 'a.wav'));
          form.set('model', 'whisper-1');
          const parts = readMultipart(await raw(form));
          expect(parts?.map(({ name, filename }) => [name, filename])).toEqual([
            ['file', 'a.wav'],
            ['model', undefined],
          ]);
          expect(content.equals(parts?.[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
        },
      ),
    );
  });

  it('are told from bodies that are none, or are cut', async () => {
    const form = new FormData();
    form.set('model', 'whisper-1');
    const whole = await raw(form);
    expect(readMultipart(whole)).toHaveLength(1);
    expect(readMultipart({ ...whole, headers: {} })).toBeUndefined();
    expect(readMultipart({ ...whole, bytes: whole.bytes.subarray(0, -8) })).toBeUndefined();
  });
});
