import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../../config/index.js';
import { codeOf } from '../../persistence/index.js';
import { fault, ok, warning, type Check, type Finding } from '../finding.js';

const subject = 'disk';
const scarceBytes = 1e9;
const tooFewBytes = 50e6;

/** The folders that the server writes to: phrases and models, the log, the CSV. */
export function diskCheck({ BAKAME_HOME, LOG_FILE, CSV_FILE }: Settings): Check {
  const folders: readonly (readonly [string, string])[] = [
    ['BAKAME_HOME', resolve(BAKAME_HOME)],
    ['LOG_FILE', dirname(resolve(LOG_FILE))],
    ['CSV_FILE', dirname(resolve(CSV_FILE))],
  ];
  return {
    subject,
    timeoutMs: 5000,
    run: async () => {
      const distinct = folders.filter(
        ([, folder], index) => folders.findIndex(([, other]) => other === folder) === index,
      );
      const found = await Promise.all(
        distinct.map(async ([variable, folder]) => look(variable, folder)),
      );
      const wrong = found.filter(({ verdict }) => verdict !== 'ok');
      return wrong.length > 0 ? wrong : found.slice(0, 1);
    },
  };
}

async function look(variable: string, folder: string): Promise<Finding> {
  const probe = join(folder, `.doctor-${process.pid}-${variable}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, 'x');
    await rm(probe);
    const { bavail, bsize } = await statfs(folder);
    return judge(folder, bavail * bsize);
  } catch (error) {
    const reason = codeOf(error) ?? 'no reason given';
    return fault(
      subject,
      `${folder} cannot be written to (${reason}): change its owner, or ${variable}`,
    );
  }
}

function judge(folder: string, freeBytes: number): Finding {
  const free = `${(freeBytes / 1e9).toFixed(1)} GB free in ${folder}`;
  if (freeBytes < tooFewBytes) return fault(subject, `${free}: make room`);
  return freeBytes < scarceBytes ? warning(subject, `${free}: make room soon`) : ok(subject, free);
}
