import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConversationRedactor } from '../src/redaction/index.js';
import { describeScore, summarise, type Contender } from './redaction/describe.js';
import { heldOutSource } from './redaction/held-out-source.js';
import { hostileTimes } from './redaction/hostile.js';
import { parseLine, type LabelledText } from './redaction/labelled-text.js';
import { makeSet } from './redaction/make-set.js';
import { presidioPython, runPresidio } from './redaction/presidio.js';
import { score } from './redaction/score.js';
import { tuningSource } from './redaction/tuning-source.js';
import { readOptions } from './support/options.js';
import { run } from './support/run.js';
import { wholeNumber } from './support/whole-number.js';

const help = `npm run bench:redaction [-- options]

How much of what is personal the redaction finds in a labelled set, what it takes by mistake, and how long
it takes; beside Microsoft Presidio where BAKAME_HOME/presidio is a Python environment that has it:
python3 -m venv .bakame/presidio && .bakame/presidio/bin/pip install presidio-analyzer==2.2.366

  --set NAME       held-out, which the rules were not tuned on, or tuning (held-out)
  --seed N         make a fresh set of the same kind instead of the committed one
  --write          make the committed sets anew from their seeds
  --faults         print every line that went wrong
  --no-presidio    without the comparison
  --json           print the result as JSON
  --help           show this text`;

const sources = { tuning: tuningSource, 'held-out': heldOutSource };
const seeds = { tuning: 7, 'held-out': 1994 };
type SetName = keyof typeof sources;

const { values: options } = readOptions({
  options: {
    set: { type: 'string', default: 'held-out' },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    'no-presidio': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) console.log(help);
else await run(options.write ? writeSets : bench);

async function bench(): Promise<number> {
  const name = setName(options.set);
  const lines = (await readSet(name)).map(parseLine);
  const ours = judgeOurs(lines);
  const presidio = await judgePresidio(lines);
  const contenders = presidio ? [ours, presidio] : [ours];
  if (options.json)
    console.log(JSON.stringify({ set: name, contenders: contenders.map(summarise) }, null, 2));
  else {
    console.log(`${lines.length} lines of the ${name} set; ${circumstances()}\n`);
    console.log(describeScore(contenders));
    console.log(`\n100 kB of hostile input: ${hostileTimes()}`);
  }
  if (options.faults) for (const fault of ours.score.faults) console.log(fault);
  return 0;
}

function judgeOurs(lines: readonly LabelledText[]): Contender {
  // The first round warms up the compiler, and is not timed.
  score(lines, findOurs([]));
  const micros: number[] = [];
  return { name: 'BAKAME', score: score(lines, findOurs(micros)), micros };
}

/** Adds the time of every turn to `micros`. */
function findOurs(micros: number[]): Parameters<typeof score>[1] {
  return (turns) => {
    const redactor = new ConversationRedactor();
    return turns.map((turn) => {
      const before = performance.now();
      const found = redactor.find(turn);
      micros.push((performance.now() - before) * 1000);
      return found;
    });
  };
}

async function judgePresidio(lines: readonly LabelledText[]): Promise<Contender | undefined> {
  const python = presidioPython(resolve(process.env['BAKAME_HOME'] ?? '.bakame'));
  if (options['no-presidio']) return undefined;
  if (python === undefined) {
    console.error('Presidio is not there; see --help.');
    return undefined;
  }
  const texts = lines.flatMap(({ turns }) => turns.map(({ text }) => text));
  const results = await runPresidio(python, texts);
  let next = 0;
  const find = (turns: readonly string[]): PresidioSpans =>
    turns.map(() => results[next++]?.found ?? []);
  return {
    name: 'Presidio',
    score: score(lines, find),
    micros: results.map((result) => result.micros),
  };
}

type PresidioSpans = ReturnType<Parameters<typeof score>[1]>;

async function writeSets(): Promise<number> {
  for (const name of ['tuning', 'held-out'] as const)
    await writeFile(setFile(name), `${makeSet(sources[name], seeds[name]).join('\n')}\n`);
  return 0;
}

async function readSet(name: SetName): Promise<string[]> {
  if (options.seed !== undefined)
    return makeSet(sources[name], wholeNumber('--seed', options.seed));
  return (await readFile(setFile(name), 'utf8')).trimEnd().split('\n');
}

function setFile(name: SetName): string {
  return fileURLToPath(new URL(`redaction/sets/${name}.tsv`, import.meta.url));
}

function setName(name: string): SetName {
  if (name === 'tuning' || name === 'held-out') return name;
  throw new Error(`--set is held-out or tuning, not "${name}".`);
}

/** Where and when the figures were taken. */
function circumstances(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const [{ model } = { model: 'unknown' }] = cpus();
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `${cpus().length} × ${model.trim()}, Node ${process.versions.node}, commit ${commit}, load ${load}`;
}
