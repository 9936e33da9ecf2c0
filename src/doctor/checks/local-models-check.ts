import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isRecord } from '../../common/is-record.js';
import { fault, ok, type Check, type Finding } from '../finding.js';

const subject = 'local models';
const mend = 'run npm run setup';

/**
 * The model files that the configuration uses, against the digests that set-up left beside them in
 * `verified.json`. A path ends in a slash for a folder. What is optional is worth a warning.
 */
export function localModelsCheck(
  home: string,
  needed: readonly string[],
  optional: readonly string[],
): Check {
  return {
    subject,
    timeoutMs: 30_000,
    run: async (signal) => {
      const paths = [...needed, ...optional];
      if (paths.length === 0) return [ok(subject, 'none are used')];
      const digests = await readDigests(home);
      const findings: Finding[] = [];
      for (const path of paths) {
        const found = await look(home, path, digests, signal);
        findings.push(...(needed.includes(path) ? found : found.map(asWarning)));
      }
      const wrong = findings.filter(({ verdict }) => verdict !== 'ok');
      return wrong.length > 0 ? wrong : [ok(subject, `${findings.length} present and intact`)];
    },
  };
}

function asWarning(finding: Finding): Finding {
  return finding.verdict === 'fault' ? { ...finding, verdict: 'warning' } : finding;
}

type Digests = ReadonlyMap<string, string>;

async function readDigests(home: string): Promise<Digests> {
  const text = await readFile(join(home, 'verified.json'), 'utf8').catch(() => '{}');
  const known: unknown = JSON.parse(text);
  const entries = isRecord(known) ? Object.entries(known) : [];
  return new Map(
    entries.flatMap(([path, entry]) =>
      isRecord(entry) && typeof entry['sha256'] === 'string' ? [[path, entry['sha256']]] : [],
    ),
  );
}

async function look(
  home: string,
  path: string,
  digests: Digests,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const wanted = [...digests].filter(([known]) => known.startsWith(`models/${path}`));
  if (wanted.length === 0) return [fault(subject, `${path} was never set up: ${mend}`)];
  const findings: Finding[] = [];
  for (const [known, digest] of wanted) findings.push(await compare(home, known, digest, signal));
  return findings;
}

async function compare(
  home: string,
  path: string,
  digest: string,
  signal: AbortSignal,
): Promise<Finding> {
  const place = join(home, path);
  try {
    const found = path.endsWith('/')
      ? await treeDigest(place, signal)
      : await sha256(place, signal);
    if (found === digest) return ok(subject, path);
    return fault(subject, `${place} is damaged: ${mend}`);
  } catch {
    signal.throwIfAborted();
    return fault(subject, `${place} is missing: ${mend}`);
  }
}

async function sha256(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const chunks: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1 << 20, signal });
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** As set-up makes it: of the lines `<sha256>  <path>`, sorted by path. */
async function treeDigest(folder: string, signal: AbortSignal): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .sort();
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${await sha256(join(folder, path), signal)}  ${path}\n`);
  return hash.digest('hex');
}
