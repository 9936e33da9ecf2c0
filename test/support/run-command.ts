import type { RawEnvironment } from '../../src/config/index.js';

export type Command = (
  args: readonly string[],
  environment: RawEnvironment,
  say: (text: string) => void,
) => Promise<number>;

export interface Outcome {
  readonly code: number;
  readonly said: string;
}

/** Runs an operator's command to its exit code, and keeps what it says. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  environment: RawEnvironment,
): Promise<Outcome> {
  const lines: string[] = [];
  const path = { PATH: process.env['PATH'] };
  const code = await command(args, { ...path, ...environment }, (text) => {
    lines.push(text);
  });
  return { code, said: lines.join('\n') };
}
