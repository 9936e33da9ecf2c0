import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Personal } from '../../src/redaction/index.js';

/** What Presidio found in one text, and how long it took. */
export interface PresidioResult {
  readonly found: readonly Personal[];
  readonly micros: number;
}

const program = fileURLToPath(new URL('presidio.py', import.meta.url));

/** The Python that has Presidio; undefined when there is none. See `docs/benchmarks.md`. */
export function presidioPython(home: string): string | undefined {
  const python = join(home, 'presidio', 'bin', 'python');
  return existsSync(python) ? python : undefined;
}

/** Lets Presidio look through the texts, one after the other. */
export async function runPresidio(
  python: string,
  texts: readonly string[],
): Promise<PresidioResult[]> {
  const child = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(texts.map((text) => `${JSON.stringify(text)}\n`).join(''));
  const results: PresidioResult[] = [];
  for await (const line of createInterface({ input: child.stdout }))
    results.push(JSON.parse(line) as PresidioResult);
  if (results.length !== texts.length)
    throw new Error(`Presidio read ${results.length} of ${texts.length} texts.`);
  return results;
}
