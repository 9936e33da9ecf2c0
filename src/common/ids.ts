import { randomBytes } from 'node:crypto';

/** A random identifier of `bytes` bytes, as lower-case hex. */
export function randomId(bytes = 16): string {
  return randomBytes(bytes).toString('hex');
}
