import { existsSync } from 'node:fs';
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

/**
 * A suite that needs the local models, or also `optional`, one that a machine may be without. Where they
 * cannot be had it is skipped, with the reason.
 */
export function describeWithModels(title: string, suite: () => void, optional?: string): void {
  jest.setTimeout(timeoutMs);
  const lacks = optional !== undefined && !existsSync(modelPath(optional));
  const missing = env['BAKAME_MODELS_MISSING'] ?? (lacks ? `${optional} is not there` : undefined);
  if (missing) describe.skip(`${title} (skipped: ${missing})`, suite);
  else describe(title, suite);
}
