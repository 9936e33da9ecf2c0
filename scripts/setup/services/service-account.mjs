// @ts-check
import { spawnSync } from 'node:child_process';
import { chmod, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * An account that a server runs under.
 * @typedef {{ readonly uid: number, readonly gid: number }} Account
 */

/** Accounts without rights that Unix systems have; the first one present is used. */
const CANDIDATES = ['nobody', 'postgres', 'daemon'];

/**
 * PostgreSQL refuses to run as root, so root lends it an account without rights.
 * @param {string} [passwd] text of the account file
 * @returns {Promise<Account | undefined>} undefined when the current user will do
 */
export async function serviceAccount(passwd) {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (passwd ?? (await readFile('/etc/passwd', 'utf8'))).split('\n');
  for (const name of CANDIDATES) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    `PostgreSQL does not run as root, and none of the accounts ${CANDIDATES.join(', ')} is here to lend. ` +
      'Run as a normal user, or set DATABASE_URL.',
  );
}

/**
 * Whether the account may enter a folder: one closed parent is enough to keep it out.
 * @param {string} directory
 * @param {Account | undefined} account
 */
export function canEnter(directory, account) {
  return spawnSync('test', ['-x', directory], { ...account }).status === 0;
}

/**
 * Lets everybody read a folder, and run what its owner may run.
 * @param {string} directory
 */
export async function openToAll(directory) {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
