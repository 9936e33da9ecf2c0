import { open, rename, rm, stat } from 'node:fs/promises';

/** Writes a file anew, with the rights it had; a crash leaves the old text or the new one, whole. */
export async function replaceFile(path: string, content: Buffer | string): Promise<void> {
  const fresh = `${path}.new`;
  const { mode } = await stat(path);
  const file = await open(fresh, 'w', mode & 0o777);
  try {
    await file.writeFile(content);
    await file.sync();
    await file.close();
    await rename(fresh, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(fresh, { force: true });
    throw error;
  }
}
