import { cpus, loadavg } from 'node:os';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { recordedTurns } from '../test/support/server/recorded-turns.js';
import { defaultLatencies, parseLatencies } from '../test/support/server/stand-in-vendors.js';
import { isRecogniser, openHouse } from './bench/bench-house.js';
import { endpointingPlot, type SweepPoint } from './bench/endpointing-plot.js';
import { gapsIn, judge } from './bench/judge.js';
import { placeCalls } from './bench/place-calls.js';
import { makeScenes, sceneKinds, type Scene, type SceneKind } from './bench/scenes.js';
import { describeFaults } from './bench/faults.js';
import { describeRun, describeSweep, sweepPoint, type Run } from './bench/tables.js';
import { tally } from './bench/tally.js';
import { readOptions } from './support/options.js';
import { run } from './support/run.js';
import { wholeNumber } from './support/whole-number.js';

const help = `npm run bench:turns [-- options]

A fixed set of conversations through the simulated telephone: how long callers wait, how often they are cut
off while they think, how fast the tutor falls silent for them, and what it remembers.

  --quick          a part of the set, in a few minutes
  --only KINDS     ${sceneKinds.join(', ')}; separated by commas
  --lanes N        conversations at once (8); fewer when the simulator is late
  --asr NAME       whisper, which is asked for the words of a whole utterance, or deepgram, which tells
                   them while the caller speaks (whisper)
  --times T        the stand-ins: recognition,first token,token,first audio in ms (150,200,20,100)
  --offline        the local models instead of stand-ins
  --sweep [VALUES] cut-offs against delay over ENDPOINT_MIN_MS (200,300,400,500,700,900), drawn in
                   docs/bench-endpointing.svg
  --seed N         another set of the same kind (1)
  --details        also print every turn that was late, missed or cut off, with its call
  --json           print the result as JSON
  --help           show this text

Variables of the environment configure the server as always.`;

const sweepDefault = '200,300,400,500,700,900';
const plotFile = 'docs/bench-endpointing.svg';
/** The simulator's own lateness above which figures are not to be trusted. */
const tolerableLatenessMs = 40;

const { values: options } = readOptions({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    lanes: { type: 'string' },
    asr: { type: 'string', default: 'whisper' },
    times: { type: 'string' },
    offline: { type: 'boolean', default: false },
    sweep: { type: 'string' },
    seed: { type: 'string', default: '1' },
    details: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
  // `--sweep` alone means the default values.
  args: process.argv
    .slice(2)
    .map((arg, at, args) =>
      arg === '--sweep' && !/^\d/.test(args[at + 1] ?? '') ? `--sweep=${sweepDefault}` : arg,
    ),
});

if (options.help) console.log(help);
else await run(bench);

async function bench(): Promise<number> {
  if (options.sweep !== undefined) {
    await sweep(options.sweep.split(',').map((ms) => wholeNumber('--sweep', ms)));
    return 0;
  }
  const outcome = await runSet(kinds(sceneKinds), {});
  console.log(
    options.json ? JSON.stringify(outcome, null, 2) : describeRun(outcome, circumstances()),
  );
  warnWhenLate(outcome);
  return 0;
}

/** The same turns once for each minimum wait. */
async function sweep(waitsMs: readonly number[]): Promise<void> {
  const points: SweepPoint[] = [];
  for (const waitMs of waitsMs) {
    console.error(`ENDPOINT_MIN_MS=${waitMs}`);
    const outcome = await runSet(kinds(['sentence', 'short', 'pause']), {
      ENDPOINT_MIN_MS: String(waitMs),
    });
    warnWhenLate(outcome);
    points.push(sweepPoint(waitMs, outcome));
  }
  await writeFile(plotFile, endpointingPlot(points));
  console.log(
    options.json ? JSON.stringify(points, null, 2) : describeSweep(points, circumstances()),
  );
}

async function runSet(
  only: readonly SceneKind[],
  environment: Readonly<Record<string, string>>,
): Promise<Run> {
  const seed = wholeNumber('--seed', options.seed);
  const recogniser = options.asr;
  if (!isRecogniser(recogniser)) throw new Error('--asr is whisper or deepgram.');
  const scenes = await makeScenes({ quick: options.quick, only, seed });
  const latencies = options.times === undefined ? defaultLatencies : parseLatencies(options.times);
  const house = await openHouse({
    utterances: utterancesOf(scenes),
    latencies: options.offline ? null : latencies,
    recogniser,
    environment,
  });
  try {
    const lanes = wholeNumber('--lanes', options.lanes ?? (options.offline ? '1' : '8'));
    const calls = await placeCalls(house.twilio, scenes, {
      lanes,
      onProgress: (played) => {
        process.stderr.write(`\r${played} of ${scenes.length} scenes`);
      },
    });
    process.stderr.write('\n');
    const callSids = calls.map(({ report }) => report.callSid);
    const rows = await recordedTurns(process.env['DATABASE_URL'] ?? '', callSids);
    const clauses = house.clausesOfAnswer();
    const verdicts = calls.flatMap((call) => judge(call, rows, clauses));
    const reports = calls.map(({ report }) => report);
    if (options.details) console.log(describeFaults(verdicts, reports));
    return {
      ...tally(verdicts),
      scenes: scenes.length,
      judged: verdicts.length,
      lanes,
      gaps: reports.flatMap(gapsIn).length,
      problems: reports.flatMap(({ problems }) => problems).length,
      latenessMs: Math.max(0, ...reports.map(({ lateness }) => lateness.worstMs)),
      latenessP99Ms: Math.max(0, ...reports.map(({ lateness }) => lateness.p99Ms)),
    };
  } finally {
    await house.close();
  }
}

function utterancesOf(scenes: readonly Scene[]): Scene['utterance'][] {
  return scenes.flatMap(({ utterance, into, first }) => [
    utterance,
    ...(into ? [into.question] : []),
    ...(first ? [first] : []),
  ]);
}

function kinds(all: readonly SceneKind[]): readonly SceneKind[] {
  const wanted = options.only?.split(',');
  const unknown = wanted?.find((name) => !sceneKinds.some((kind) => kind === name));
  if (unknown !== undefined) throw new Error(`--only knows no kind "${unknown}".`);
  return all.filter((kind) => wanted?.includes(kind) ?? true);
}

function warnWhenLate({ latenessP99Ms }: Run): void {
  if (latenessP99Ms <= tolerableLatenessMs) return;
  console.error(`The simulator was ${Math.round(latenessP99Ms)} ms late: take fewer --lanes.`);
}

/** Where and when the figures were taken. */
function circumstances(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const [{ model } = { model: 'unknown' }] = cpus();
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `${cpus().length} × ${model.trim()}, Node ${process.versions.node}, commit ${commit}, load ${load}`;
}
