import { mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { PhraseCache } from './phrase-cache.js';
import { collect } from './testing/collect.js';
import { ScriptedSynthesizer } from './testing/scripted-synthesizer.js';

const hello = { text: 'Hello.', fixed: true };
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('PhraseCache', () => {
  let home: string;
  let log: MemoryLog;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'phrases-'));
    log = new MemoryLog();
  });

  const speaker = (): ScriptedSynthesizer => new ScriptedSynthesizer([bytes(1, 2), bytes(3)]);
  const files = async (): Promise<string[]> => readdir(join(home, 'phrases'));

  it('synthesises a fixed phrase once, and every other one each time', async () => {
    const inner = speaker();
    const cache = await PhraseCache.open(inner, home, log);
    expect(await collect(cache, hello)).toEqual(bytes(1, 2, 3));
    expect(await collect(cache, hello)).toEqual(bytes(1, 2, 3));
    await collect(cache, { text: 'Hello.' });
    expect(inner.spoken).toEqual(['Hello.', 'Hello.']);
  });

  it('still has the phrase after a restart', async () => {
    const first = await PhraseCache.open(speaker(), home, log);
    await collect(first, hello);
    await first.close();

    const inner = speaker();
    const second = await PhraseCache.open(inner, home, log);
    expect(await collect(second, hello)).toEqual(bytes(1, 2, 3));
    expect(inner.spoken).toEqual([]);
  });

  it('passes on the audio as it comes while the phrase is new', async () => {
    const cache = await PhraseCache.open(new ScriptedSynthesizer([bytes(1), 'hang']), home, log);
    const chunks = cache.synthesize(hello, new AbortController().signal);
    expect((await chunks.next()).value).toEqual(bytes(1));
  });

  it('keeps voices apart', async () => {
    const first = await PhraseCache.open(speaker(), home, log);
    await collect(first, hello);
    await first.close();

    const other = new ScriptedSynthesizer([bytes(9)], 'second');
    const cache = await PhraseCache.open(other, home, log);
    expect(await collect(cache, hello)).toEqual(bytes(9));
  });

  it('keeps nothing of a phrase that failed or was left in the middle', async () => {
    const failing = new ScriptedSynthesizer([bytes(1), new Error('gone')]);
    const cache = await PhraseCache.open(failing, home, log);
    await expect(collect(cache, hello)).rejects.toThrow('gone');
    for await (const chunk of cache.synthesize(hello, new AbortController().signal)) {
      if (chunk.length > 0) break;
    }
    await cache.close();
    expect(await files()).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['damaged', 'other bytes'],
  ])('throws away a file that is %s and synthesises again', async (_title, content) => {
    const first = await PhraseCache.open(speaker(), home, log);
    await collect(first, hello);
    await first.close();
    const [name = ''] = await files();
    await writeFile(join(home, 'phrases', name), content);

    const second = await PhraseCache.open(speaker(), home, log);
    expect(await files()).toEqual([]);
    expect(await collect(second, hello)).toEqual(bytes(1, 2, 3));
    await second.close();
    expect(new Uint8Array(await readFile(join(home, 'phrases', name)))).toEqual(bytes(1, 2, 3));
  });

  it('throws away what a crash left half written, and what is no phrase', async () => {
    await mkdir(join(home, 'phrases', 'folder'), { recursive: true });
    await writeFile(join(home, 'phrases', 'abc.part'), 'half');
    await PhraseCache.open(speaker(), home, log);
    expect(await files()).toEqual([]);
  });

  it('never keeps more than its limit, and gives up what was not used for longest', async () => {
    const inner = speaker();
    const cache = await PhraseCache.open(inner, home, log, 6);
    for (const text of ['one', 'two', 'one', 'three', 'one']) {
      await collect(cache, { text, fixed: true });
    }
    await cache.close();
    expect(inner.spoken).toEqual(['one', 'two', 'three']);
    expect(await files()).toHaveLength(2);
  });

  it('reads back no more than its limit, the newest first', async () => {
    const first = await PhraseCache.open(speaker(), home, log);
    await collect(first, { text: 'old', fixed: true });
    await first.close();
    const [old = ''] = await files();
    await utimes(join(home, 'phrases', old), 1000, 1000);
    const again = await PhraseCache.open(speaker(), home, log);
    await collect(again, { text: 'new', fixed: true });
    await again.close();

    const inner = speaker();
    const bounded = await PhraseCache.open(inner, home, log, 3);
    await collect(bounded, { text: 'new', fixed: true });
    expect(inner.spoken).toEqual([]);
    expect(await files()).not.toContain(old);
  });

  it('serves calls without a disk, and says so in the log', async () => {
    await writeFile(join(home, 'phrases'), 'a file where the folder should be');
    const inner = speaker();
    const cache = await PhraseCache.open(inner, home, log);
    expect(await collect(cache, hello)).toEqual(bytes(1, 2, 3));
    expect(await collect(cache, hello)).toEqual(bytes(1, 2, 3));
    await cache.close();
    expect(inner.spoken).toEqual(['Hello.']);
    expect(inner.closed).toBe(true);
    expect(log.messages('warn')).toEqual([
      'kept phrases cannot be read and are synthesised again',
      'a phrase cannot be kept on disk',
    ]);
  });
});
