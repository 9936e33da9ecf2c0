import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadRecording, loadRecordings, type Recording } from './recording.js';

/** What the caller says, in order, and the words of each recording where they are known. */
export interface Conversation {
  readonly recordings: readonly Recording[];
  /** Words by the recording's label, from `manifest.json`. */
  readonly words: ReadonlyMap<string, string>;
}

/**
 * Reads a folder of recordings: every WAV file in the order of `demo-call.json` (a list of file names),
 * or else by name. `manifest.json` may tell the words: `[{ "file": …, "text": … }]`.
 */
export async function loadConversation(folder: string): Promise<Conversation> {
  const words = await readWords(folder);
  const order = await readJson(join(folder, 'demo-call.json'));
  if (order === null) return { recordings: await loadRecordings(folder), words };
  if (!Array.isArray(order) || !order.every((name) => typeof name === 'string')) {
    throw new Error(`${join(folder, 'demo-call.json')} must be a list of file names.`);
  }
  const recordings = order.map(async (name: string) => loadRecording(join(folder, name)));
  return { recordings: await Promise.all(recordings), words };
}

/** Every recording of a folder, whether the conversation uses it or not. */
export async function loadVocabulary(folder: string): Promise<Conversation> {
  return { recordings: await loadRecordings(folder), words: await readWords(folder) };
}

async function readWords(folder: string): Promise<Map<string, string>> {
  const entries = (await readJson(join(folder, 'manifest.json'))) ?? [];
  const words = new Map<string, string>();
  if (!Array.isArray(entries)) return words;
  for (const entry of entries as unknown[]) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { file, text } = entry as { file?: unknown; text?: unknown };
    if (typeof file === 'string' && typeof text === 'string')
      words.set(file.replace(/\.wav$/, ''), text);
  }
  return words;
}

/** Null when there is no such file. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Error(`${path} is not readable JSON.`, { cause: error });
  }
}
