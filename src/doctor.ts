import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { configure } from './app.js';
import { readEnvironment } from './config/index.js';
import { asJson, asTable, diagnose, exitCode } from './doctor/index.js';

const help = `npm run doctor [-- options]        in the production image: node /app/dist/src/doctor.js

Looks at a configuration from end to end (variables, stores, keys, models, public URL, signature, disk,
clock) and says what is wrong and how to mend it. Sends free requests only and changes nothing.

  --json   the findings as JSON
  --help   show this text

Exit code: 0 all is well, 1 something deserves attention, 2 something does not work.`;

const interrupted = new AbortController();
for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(name, () => {
    interrupted.abort(code);
  });

/** Writes all of it before the process ends, whatever a hanging server still holds open. */
function finish(text: string, code: number, stream: NodeJS.WritableStream = process.stdout): void {
  stream.write(text, () => process.exit(code));
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    finish(`${help}\n`, 0);
    return;
  }
  const machine = { nodeVersion: process.versions.node, now: () => new Date() };
  const findings = await diagnose(readEnvironment(), configure, machine, interrupted.signal);
  const inColour = process.stdout.isTTY && process.stdout.hasColors();
  const text = options.json ? asJson(findings) : asTable(findings, inColour);
  finish(`${text}\n`, exitCode(findings));
}

try {
  await main();
} catch (error) {
  const { aborted, reason } = interrupted.signal as { aborted: boolean; reason: unknown };
  if (aborted) process.exit(Number(reason));
  finish(`${error instanceof Error ? error.message : String(error)}\n`, 2, process.stderr);
}
