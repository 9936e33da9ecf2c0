import { parseArgs } from 'node:util';
import type { RawEnvironment } from '../config/index.js';
import { backUp } from './back-up.js';
import { badUsage, withStores } from './command.js';

const usage = `npm run backup [-- --to FOLDER]

Copies the database, the CSV files of this machine and Redis into a new folder inside FOLDER (backups). It
holds what callers said: keep it as safe as the database. Servers may go on running.`;

/** Makes a backup; 0 done, 1 failed, 2 not understood. */
export async function backupCommand(
  args: readonly string[],
  environment: RawEnvironment,
  say: (text: string) => void,
): Promise<number> {
  const parent = parentFolder(args);
  if (parent === undefined) {
    say(usage);
    return badUsage;
  }
  return withStores(environment, say, async (stores) => {
    say(`The backup is whole: ${await backUp(stores, parent, new Date())}`);
  });
}

function parentFolder(args: readonly string[]): string | undefined {
  try {
    const options = { to: { type: 'string', default: 'backups' } } as const;
    return parseArgs({ args: [...args], options }).values.to;
  } catch {
    return undefined;
  }
}
