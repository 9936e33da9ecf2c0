import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import type { RawEnvironment } from './load-config.js';

/** The environment of the process, completed from `.env` in the working directory when it is there. */
export function readEnvironment(): RawEnvironment {
  if (existsSync('.env')) loadEnvFile('.env');
  return { ...process.env };
}
