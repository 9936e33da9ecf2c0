import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { redactInPlace } from './redact/redact-file.js';
import { redactStream } from './redact/redact-stream.js';
import { readOptions } from './support/options.js';
import { run } from './support/run.js';

const help = `npm run --silent redact [-- options] [FILE…]

Takes phone numbers, e-mail addresses, national identity and card numbers out of text: lines on standard
input, or of the files, come out on standard output. Lines of JSON, such as those of app.log, stay JSON.

  --in-place       replace each file by its redacted copy; stop or rotate what writes it first
  --json           a line of JSON for each line: its number, its redacted text, and the kinds and offsets
                   (UTF-16 code units of the line as it came) of what was found
  --help           show this text

  npm run --silent redact < app.log > clean.log`;

await run(redact);

async function redact(): Promise<number> {
  const { values: options, positionals: files } = readOptions({
    options: {
      'in-place': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  });
  if (options.help) {
    console.log(help);
    return 0;
  }
  const paths = files.map((file) => resolve(process.env['INIT_CWD'] ?? '.', file));
  if (options['in-place']) {
    if (paths.length === 0 || options.json)
      throw new Error('--in-place takes one or more files, and no --json.');
    for (const path of paths) await redactInPlace(path);
    return 0;
  }
  const inputs = paths.length > 0 ? paths.map((path) => createReadStream(path)) : [process.stdin];
  for (const input of inputs) await toStandardOutput(redactStream(input, { asJson: options.json }));
  return 0;
}

/** Whoever reads may stop reading, as `head` does. */
async function toStandardOutput(pieces: AsyncIterable<Buffer | string>): Promise<void> {
  try {
    await pipeline(pieces, process.stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}
