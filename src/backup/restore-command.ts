import { parseArgs } from 'node:util';
import type { RawEnvironment } from '../config/index.js';
import { badUsage, withStores } from './command.js';
import { restore } from './restore.js';

const usage = `npm run restore -- FOLDER [--force]

Puts a backup back, once all of it is found to be whole. Stop every server first. Stores that hold something
are left alone, unless --force replaces it.`;

/** Restores a backup; 0 done, 1 failed, 2 not understood. */
export async function restoreCommand(
  args: readonly string[],
  environment: RawEnvironment,
  say: (text: string) => void,
): Promise<number> {
  const request = readRequest(args);
  if (request === undefined) {
    say(usage);
    return badUsage;
  }
  return withStores(environment, say, async (stores) =>
    restore(stores, request.folder, request.force),
  );
}

function readRequest(
  args: readonly string[],
): { readonly folder: string; readonly force: boolean } | undefined {
  try {
    const options = { force: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [folder, ...rest] = positionals;
    return folder === undefined || rest.length > 0 ? undefined : { folder, force: values.force };
  } catch {
    return undefined;
  }
}
