import { PassThrough } from 'node:stream';
import type { RawEnvironment } from '../../config/index.js';
import { privacy, type Terminal } from '../privacy-command.js';

export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command; `typed` is what a person at the keyboard answers, when there is one. */
export async function runPrivacy(
  args: readonly string[],
  environment: RawEnvironment,
  typed?: string,
): Promise<Outcome> {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (typed !== undefined) input.write(`${typed}\n`);
  const keyboard = Object.assign(input, { isTTY: typed !== undefined });
  const terminal = { input: keyboard, output, errors } as unknown as Terminal;
  const code = await privacy(args, environment, terminal);
  const text = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? '';
  return { code, output: text(output), errors: text(errors) };
}
