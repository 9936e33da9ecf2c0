import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { redactInPlace } from './redact-file.js';
import { redactStream } from './redact-stream.js';

async function redacted(
  pieces: readonly (string | Buffer)[],
  options?: { asJson: boolean },
): Promise<Buffer> {
  const input = Readable.from(pieces.map((piece) => Buffer.from(piece)));
  const output: Buffer[] = [];
  for await (const piece of redactStream(input, options)) output.push(Buffer.from(piece));
  return Buffer.concat(output);
}

describe('redacting a stream', () => {
  it('cleans each line and keeps its end, whatever pieces it comes in', async () => {
    const pieces = ['call 0788', ' 123 456 now\r', '\nsecond line\n\njane@gm', 'ail.com'];
    expect((await redacted(pieces)).toString()).toBe(
      'call [PHONE_REDACTED] now\r\nsecond line\n\n[EMAIL_REDACTED]',
    );
  });

  it('finds a number that runs over lines, and keeps the lines', async () => {
    expect((await redacted(['it is 0788\n123\n456\nokay\n12\n'])).toString()).toBe(
      'it is [PHONE_REDACTED]\n[PHONE_REDACTED]\n[PHONE_REDACTED]\nokay\n12\n',
    );
  });

  it('keeps lines of JSON valid, and all else in them byte for byte', async () => {
    const line = '{"level":"info", "from":250788123456,"said":"\\"0788123456\\"\\n", "n":1.50}\n';
    const clean = (await redacted([line])).toString();
    expect(clean).toBe(
      '{"level":"info", "from":"[PHONE_REDACTED]","said":"\\"[PHONE_REDACTED]\\"\\n", "n":1.50}\n',
    );
    expect(() => JSON.parse(clean) as unknown).not.toThrow();
  });

  it('passes bytes that are no UTF-8, and still finds what stands beside them', async () => {
    const strange = Buffer.from([0xff, 0xfe, 0x20, 0xc3, 0x28, 0x0a]);
    expect(await redacted([strange])).toEqual(strange);
    const mixed = Buffer.concat([Buffer.from('0788123456 '), strange]);
    expect((await redacted([mixed])).toString()).toMatch(/^\[PHONE_REDACTED\] /);
  });

  it('tells kinds and offsets as JSON', async () => {
    const lines = (
      await redacted(['no\ncall 0788123456\n{"a":"a@b.rw"}'], { asJson: true })
    ).toString();
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { line: 1, text: 'no', found: [] },
      { line: 2, text: 'call [PHONE_REDACTED]', found: [{ kind: 'phone', start: 5, end: 15 }] },
      { line: 3, text: '{"a":"[EMAIL_REDACTED]"}', found: [{ kind: 'email', start: 6, end: 12 }] },
    ]);
  });

  it('reads no faster than its reader takes', async () => {
    let taken = 0;
    const endless = (async function* () {
      for (;;) {
        taken++;
        await Promise.resolve();
        yield Buffer.from('call 0788123456 now\n');
      }
    })();
    const lines = redactStream(endless);
    for (let count = 0; count < 3; count++) await lines.next();
    expect(taken).toBeLessThan(6);
    await lines.return(undefined);
  });
});

describe('redacting a file in place', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-redact-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('replaces it whole, with its mode, and leaves nothing beside it', async () => {
    const path = join(folder, 'app.log');
    await writeFile(path, 'a\n0788123456\n', { mode: 0o640 });
    await redactInPlace(path);
    expect(await readFile(path, 'utf8')).toBe('a\n[PHONE_REDACTED]\n');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['app.log']);
  });

  it('says so when the file is not there, and makes none', async () => {
    await expect(redactInPlace(join(folder, 'none.log'))).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual([]);
  });
});

it('is a command: lines in, redacted lines out', async () => {
  const child = spawn(
    process.execPath,
    ['--import', '@swc-node/register/esm-register', 'scripts/redact.ts'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.end('my number is zero seven eight eight one two three four five six');
  expect(await text(child.stdout)).toBe('my number is [PHONE_REDACTED]');
});
