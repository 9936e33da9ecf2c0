import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { download, RefusedError, UnreachableError } from './download.mjs';

const BYTES = 200_000;
const content = randomBytes(BYTES);
const sha256 = createHash('sha256').update(content).digest('hex');

let folder, file, server, url, requests;
/** What the server does with a request; each test sets its own. */
let serve;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-spec-'));
  file = join(folder, 'model.bin');
  requests = [];
  server = createServer((request, response) => {
    requests.push(request.headers);
    serve(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${server.address().port}/model.bin`;
  serve = honest();
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A server that honours ranges and If-Range, and can cut its first answers short. */
function honest({ body = content, etag = '"one"', cuts = [], ignoresRange = false } = {}) {
  return (request, response) => {
    const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
    const same = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const start = from && same && !ignoresRange ? Number(from) : 0;
    const rest = body.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': rest.length,
      etag,
      ...(start > 0 && { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }),
    });
    const cut = cuts.shift();
    if (cut === undefined) response.end(rest);
    else response.write(rest.subarray(0, cut), () => setTimeout(() => response.destroy(), 20));
  };
}

const fetchIt = async (more = {}) => download({ url, file, bytes: BYTES, sha256, ...more });

it('puts the file in place once its SHA-256 is right, and leaves nothing beside it', async () => {
  const seen = [];
  await fetchIt({ onBytes: (done, total) => seen.push([done, total]) });
  expect((await readFile(file)).equals(content)).toBe(true);
  expect(seen.at(-1)).toEqual([BYTES, BYTES]);
  expect(existsSync(`${file}.part`)).toBe(false);
  expect(existsSync(`${file}.part.etag`)).toBe(false);
});

it('goes on where a cut connection stopped', async () => {
  serve = honest({ cuts: [80_000, 50_000] });
  await fetchIt();
  expect((await readFile(file)).equals(content)).toBe(true);
  expect(requests.map((headers) => headers.range)).toEqual([
    undefined,
    'bytes=80000-',
    'bytes=130000-',
  ]);
  expect(requests[1]['if-range']).toBe('"one"');
});

it('goes on where an earlier, interrupted run stopped', async () => {
  await writeFile(`${file}.part`, content.subarray(0, 120_000));
  await fetchIt();
  expect(requests[0].range).toBe('bytes=120000-');
  expect((await readFile(file)).equals(content)).toBe(true);
});

it('begins anew when the server ignores the range', async () => {
  await writeFile(`${file}.part`, content.subarray(0, 120_000));
  serve = honest({ ignoresRange: true });
  await fetchIt();
  expect((await readFile(file)).equals(content)).toBe(true);
});

it('begins anew when the file has changed since', async () => {
  await writeFile(`${file}.part`, randomBytes(120_000));
  await writeFile(`${file}.part.etag`, `${url}\n"zero"`);
  await fetchIt();
  expect(requests[0]['if-range']).toBe('"zero"');
  expect((await readFile(file)).equals(content)).toBe(true);
});

it('notices a changed file even where the server knows no If-Range', async () => {
  await writeFile(`${file}.part`, randomBytes(120_000));
  await writeFile(`${file}.part.etag`, `${url}\n"zero"`);
  const plain = honest();
  serve = (request, response) => {
    delete request.headers['if-range'];
    plain(request, response);
  };
  await fetchIt();
  expect((await readFile(file)).equals(content)).toBe(true);
});

it('begins anew when the old beginning turns out to be of another file', async () => {
  await writeFile(`${file}.part`, randomBytes(120_000));
  await fetchIt();
  expect(requests.map((headers) => headers.range)).toEqual(['bytes=120000-', undefined]);
  expect((await readFile(file)).equals(content)).toBe(true);
});

it('throws away a beginning that is longer than the file', async () => {
  await writeFile(`${file}.part`, randomBytes(BYTES + 10));
  serve = (request, response) => {
    if (!request.headers.range) return honest()(request, response);
    return response.writeHead(416).end();
  };
  await fetchIt();
  expect((await readFile(file)).equals(content)).toBe(true);
});

it.each([
  ['wrong', randomBytes(BYTES), 'SHA-256 differs'],
  ['too many', Buffer.concat([content, content]), 'sends more than'],
  ['too few', content.subarray(0, 1000), 'sent 1000 of the wanted'],
])('refuses %s bytes, and keeps none of them', async (_what, body, message) => {
  serve = honest({ body });
  const fetching = fetchIt();
  await expect(fetching).rejects.toThrow(RefusedError);
  await expect(fetching).rejects.toThrow(message);
  expect(existsSync(file)).toBe(false);
  expect(existsSync(`${file}.part`)).toBe(false);
});

it('names the status of a server that will not hand out the file', async () => {
  serve = (_request, response) => response.writeHead(404).end();
  await expect(fetchIt()).rejects.toThrow('status 404');
});

it('gives up on a host that does not answer in time', async () => {
  serve = () => undefined;
  const fetching = fetchIt({ answerMs: 100 });
  await expect(fetching).rejects.toThrow(UnreachableError);
  await expect(fetching).rejects.toThrow('did not answer within 0.1 s');
});

it('says so when nobody listens there', async () => {
  server.close();
  await expect(fetchIt()).rejects.toThrow(UnreachableError);
});

it('goes on after a stall', async () => {
  let stalled = false;
  const normal = honest();
  serve = (request, response) => {
    if (stalled) return normal(request, response);
    stalled = true;
    response.writeHead(200, { 'content-length': BYTES, etag: '"one"' });
    return response.write(content.subarray(0, 60_000));
  };
  await fetchIt({ stallMs: 150 });
  expect(requests[1].range).toBe('bytes=60000-');
  expect((await readFile(file)).equals(content)).toBe(true);
});

it('gives up on a server that stalls again and again', async () => {
  serve = (_request, response) => {
    response.writeHead(200, { 'content-length': BYTES });
    response.flushHeaders();
  };
  await expect(fetchIt({ stallMs: 50 })).rejects.toThrow('sent nothing for 0.05 s');
});

it('keeps what has come when it is aborted', async () => {
  serve = (_request, response) => {
    response.writeHead(200, { 'content-length': BYTES });
    response.write(content.subarray(0, 60_000));
  };
  const controller = new AbortController();
  const fetching = fetchIt({
    signal: controller.signal,
    onBytes: (done) => done === 60_000 && setTimeout(() => controller.abort(), 50),
  });
  await expect(fetching).rejects.toMatchObject({ name: 'AbortError' });
  expect((await readFile(`${file}.part`)).length).toBe(60_000);
});
