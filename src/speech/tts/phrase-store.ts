import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomId } from '../../common/ids.js';

const fileName = /^(?<key>[0-9a-f]{32})-(?<digest>[0-9a-f]{16})\.ulaw$/;

/**
 * Audio by key, in memory and in a folder, at most `limitBytes` of it: what was not used for longest
 * goes first. A file's name holds a digest of its audio, so a damaged one is known and thrown away.
 */
export class PhraseStore {
  private readonly phrases = new Map<string, Uint8Array>();
  private totalBytes = 0;

  constructor(
    private readonly folder: string,
    private readonly limitBytes: number,
  ) {}

  /** Reads what the folder holds, the newest first, and removes what is damaged, partial or too much. */
  async load(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const newestFirst: [key: string, audio: Uint8Array][] = [];
    let bytes = 0;
    for (const name of await this.newestFirst()) {
      const phrase = await this.read(name);
      if (phrase && bytes + phrase[1].length <= this.limitBytes) {
        newestFirst.push(phrase);
        bytes += phrase[1].length;
      } else {
        await rm(join(this.folder, name), { recursive: true, force: true });
      }
    }
    for (const [key, audio] of newestFirst.reverse()) this.remember(key, audio);
  }

  get(key: string): Uint8Array | undefined {
    const audio = this.phrases.get(key);
    if (audio) {
      this.phrases.delete(key);
      this.phrases.set(key, audio);
    }
    return audio;
  }

  /** Keeps it in memory at once, and on disk when the promise resolves. */
  async put(key: string, audio: Uint8Array): Promise<void> {
    if (audio.length === 0 || audio.length > this.limitBytes) return;
    const evicted = this.remember(key, audio);
    await mkdir(this.folder, { recursive: true });
    const part = join(this.folder, `${randomId(8)}.part`);
    await writeFile(part, audio);
    await rename(part, this.pathOf(key, audio));
    await Promise.all(evicted.map(async (path) => rm(path, { force: true })));
  }

  private async newestFirst(): Promise<string[]> {
    const found = (await readdir(this.folder)).map(async (name) => {
      const { mtimeMs } = await stat(join(this.folder, name));
      return { name, mtimeMs };
    });
    return (await Promise.all(found)).sort((a, b) => b.mtimeMs - a.mtimeMs).map(({ name }) => name);
  }

  /** Undefined for what is no whole phrase. */
  private async read(name: string): Promise<[key: string, audio: Uint8Array] | undefined> {
    const { key, digest } = fileName.exec(name)?.groups ?? {};
    if (key === undefined) return undefined;
    const audio = new Uint8Array(await readFile(join(this.folder, name)));
    return audio.length > 0 && digestOf(audio) === digest ? [key, audio] : undefined;
  }

  /** @returns the files of what had to go to make room. */
  private remember(key: string, audio: Uint8Array): string[] {
    const evicted: string[] = [];
    this.forget(key);
    for (const [oldest, oldestAudio] of this.phrases) {
      if (this.totalBytes + audio.length <= this.limitBytes) break;
      evicted.push(this.pathOf(oldest, oldestAudio));
      this.forget(oldest);
    }
    this.phrases.set(key, audio);
    this.totalBytes += audio.length;
    return evicted;
  }

  private forget(key: string): void {
    this.totalBytes -= this.phrases.get(key)?.length ?? 0;
    this.phrases.delete(key);
  }

  private pathOf(key: string, audio: Uint8Array): string {
    return join(this.folder, `${key}-${digestOf(audio)}.ulaw`);
  }
}

function digestOf(audio: Uint8Array): string {
  return createHash('sha256').update(audio).digest('hex').slice(0, 16);
}
