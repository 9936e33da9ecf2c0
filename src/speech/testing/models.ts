import { join } from 'node:path';
import { env } from 'node:process';
import { jest } from '@jest/globals';

/** A busy machine takes long to load a model. */
const timeoutMs = 120_000;

/** Where set-up puts a model's file or folder. */
export function modelPath(path: string): string {
  const home = env['BAKAME_HOME'] ?? join(import.meta.dirname, '../../../.bakame');
  return join(home, 'models', path);
}

/** A suite that needs the local models. Where a machine cannot have them it is skipped, with the reason. */
export function describeWithModels(title: string, suite: () => void): void {
  jest.setTimeout(timeoutMs);
  const missing = env['BAKAME_MODELS_MISSING'];
  if (missing) describe.skip(`${title} (skipped: ${missing})`, suite);
  else describe(title, suite);
}
