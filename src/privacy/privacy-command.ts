import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Log } from '../common/log.js';
import { loadConfiguration, type RawEnvironment, type Settings } from '../config/index.js';
import { CallerId, normaliseNumber } from '../telephony/index.js';
import { auditLog } from './audit-log.js';
import { openPlaces, type Places } from './open-places.js';
import type { Person } from './personal-data.js';
import { erasePerson, exportPerson } from './requests.js';

export const usage = `npm run privacy -- export NUMBER [--out FILE]
npm run privacy -- erase NUMBER [--yes]

What is kept about a caller: as JSON, or not any more. NUMBER is in international form, such as
+250788123456. Covers the database, Redis, the queue, and on this machine the CSV files and the spool: run it
on each machine that has some. Backups are not touched: erase again after a restore.

  --out FILE   writes the JSON to a file that only you can read
  --yes        erases without asking`;

/** How the command talks: both streams are text for a person, but for the JSON of an export. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

const badUsage = 2;

/** Carries out a request to its exit code: 0 done, 1 failed, 2 not understood or not confirmed. */
export async function privacy(
  args: readonly string[],
  environment: RawEnvironment,
  terminal: Terminal,
): Promise<number> {
  const say = (text: string): void => {
    terminal.errors.write(`${text}\n`);
  };
  const request = readRequest(args);
  if (request === undefined) {
    say(usage);
    return badUsage;
  }
  if (request.number === null) {
    say('That is not a telephone number in international form, such as +250788123456.');
    return badUsage;
  }
  try {
    const { settings } = loadConfiguration(environment, [], {});
    const log = terminalLog(say);
    const person = personOf(request.number, settings, log);
    return await withPlaces(settings, log, async (places) =>
      request.action === 'export'
        ? exportTo(request.out, places, person, { settings, terminal, say })
        : erase(request.isConfirmed, places, person, { settings, terminal, say }),
    );
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

interface Request {
  readonly action: 'export' | 'erase';
  readonly number: string | null;
  readonly out: string | undefined;
  readonly isConfirmed: boolean;
}

interface Means {
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly say: (text: string) => void;
}

function readRequest(args: readonly string[]): Request | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: 'string' }, yes: { type: 'boolean', default: false } },
    });
    const [action, number, ...rest] = positionals;
    if ((action !== 'export' && action !== 'erase') || number === undefined || rest.length > 0)
      return undefined;
    return { action, number: normaliseNumber(number), out: values.out, isConfirmed: values.yes };
  } catch {
    return undefined;
  }
}

function personOf(number: string, settings: Settings, log: Log): Person {
  const { pseudonym, formerPseudonym } = new CallerId(settings, log).identify(number, '');
  const pseudonyms = formerPseudonym === undefined ? [pseudonym] : [pseudonym, formerPseudonym];
  return { number, pseudonyms };
}

async function withPlaces(
  settings: Settings,
  log: Log,
  use: (places: Places) => Promise<number>,
): Promise<number> {
  const places = await openPlaces(settings, log);
  try {
    return await use(places);
  } finally {
    await places.close();
  }
}

async function exportTo(
  file: string | undefined,
  places: Places,
  person: Person,
  { settings, terminal, say }: Means,
): Promise<number> {
  const kept = await exportPerson(places.all, person);
  const json = `${JSON.stringify({ exportedAt: new Date(), ...kept }, null, 2)}\n`;
  if (file === undefined) terminal.output.write(json);
  else await writeFile(file, json, { mode: 0o600 });
  const counts = Object.entries(kept).map(([name, found]) => [name, found.length] as const);
  auditLog(settings).info('what is kept about a caller was exported', Object.fromEntries(counts));
  say(`Exported: ${listOf(counts)}.`);
  return 0;
}

async function erase(
  isConfirmed: boolean,
  places: Places,
  person: Person,
  { settings, terminal, say }: Means,
): Promise<number> {
  if (await places.redis.isOnThePhone(person)) {
    say('This caller is in a call now. Nothing was erased: try again when the call is over.');
    return 1;
  }
  if (!isConfirmed && !(await confirms(terminal))) {
    say('Nothing was erased. Add --yes to erase without being asked.');
    return badUsage;
  }
  const counts = await erasePerson(places.all, person);
  auditLog(settings).info('what was kept about a caller was erased', counts);
  say(`Erased: ${listOf(Object.entries(counts))}.`);
  return 0;
}

async function confirms({ input, errors }: Terminal): Promise<boolean> {
  if (!input.isTTY) return false;
  const lines = createInterface({ input, output: errors });
  const answer = await lines.question(
    'Everything kept about this caller is erased for good. Type "erase" to go on: ',
  );
  lines.close();
  return answer.trim().toLowerCase() === 'erase';
}

function listOf(counts: readonly (readonly [string, number])[]): string {
  return counts.map(([name, count]) => `${name} ${count}`).join(', ');
}

/** Only what is wrong is worth a line here; everything else is on its way in the server's own log. */
function terminalLog(say: (text: string) => void): Log {
  const silent = (): void => undefined;
  return { debug: silent, info: silent, warn: say, error: say };
}
