import { join } from 'node:path';
import { loadRecording, type Recording } from '../test/support/audio/index.js';
import { recordedCaller, TwilioSimulator, type CallReport } from '../test/support/twilio/index.js';
import { loadConversation } from '../test/support/audio/conversation.js';
import { latencyTable, summarise, type LatencySummary } from './support/latency-table.js';
import { recordedTurns, stage, type RecordedTurn } from '../test/support/server/recorded-turns.js';
import { readOptions } from './support/options.js';
import { rehearse, speechFolder, untilOver } from './support/rehearsal.js';
import { parseLatencies } from '../test/support/server/stand-in-vendors.js';
import { run } from './support/run.js';
import { wholeNumber } from './support/whole-number.js';

const help = `npm run sim:call [-- options]

Places simulated calls and shows how long the caller waits: measured from the audio as it is heard, beside
what the server recorded.

  --calls N          how many calls (3)
  --turns M          how often the caller speaks in each (4)
  --concurrency K    how many calls at once (all of them)
  --url URL          call a server that is running there; its TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN
                     must be in the environment, and DATABASE_URL to see what it recorded
  --say NAMES        recordings to play, by name, separated by commas; they repeat when there are more turns
  --speech DIR       where the recordings are
  --stand-ins [T]    stand-ins for the vendors: recognition,first token,token,first audio in ms
                     (150,200,20,100)
  --json             print the result as JSON
  --help             show this text

Without --url a server is started, offline unless ASR_PROVIDER, TTS_PROVIDER and LLM_PROVIDER say otherwise.`;

const { values: options } = readOptions({
  options: {
    calls: { type: 'string', default: '3' },
    turns: { type: 'string', default: '4' },
    concurrency: { type: 'string' },
    url: { type: 'string' },
    say: { type: 'string' },
    speech: { type: 'string', default: speechFolder },
    'stand-ins': { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
  // `--stand-ins` alone means the default times.
  args: process.argv
    .slice(2)
    .flatMap((arg, at, all) =>
      arg === '--stand-ins' && (all[at + 1] ?? '-').startsWith('-')
        ? [arg, '150,200,20,100']
        : [arg],
    ),
});

/** Where calls are placed, and what to let go of afterwards. */
interface Line {
  readonly twilio: TwilioSimulator;
  close(): Promise<void>;
}

if (options.help) console.log(help);
else await run(measure);

async function measure(): Promise<number> {
  const calls = wholeNumber('--calls', options.calls);
  const turns = wholeNumber('--turns', options.turns);
  const concurrency = wholeNumber('--concurrency', options.concurrency ?? options.calls);
  const recordings = await chooseRecordings(turns);
  const line = options.url === undefined ? await ownServer() : runningServer(options.url);
  try {
    const reports = await placeCalls(line.twilio, recordings, { calls, concurrency });
    const databaseUrl = process.env['DATABASE_URL'];
    const callSids = reports.map((report) => report.callSid);
    const rows = databaseUrl ? await recordedTurns(databaseUrl, callSids) : [];
    return tell(reports, rows, calls * turns);
  } finally {
    await line.close();
  }
}

async function chooseRecordings(turns: number): Promise<Recording[]> {
  const { recordings } = await loadConversation(options.speech);
  const named = options.say?.split(',') ?? (options['stand-ins'] ? ['why-is-the-sky-blue'] : null);
  const chosen = named
    ? await Promise.all(
        named.map(async (name) => loadRecording(join(options.speech, `${name}.wav`))),
      )
    : recordings.filter(({ label }) => label !== 'goodbye');
  return Array.from({ length: turns }, (_, turn) => chosen[turn % chosen.length]).filter(
    (recording) => recording !== undefined,
  );
}

async function ownServer(): Promise<Line> {
  const standIns = options['stand-ins'];
  return rehearse({
    name: 'sim-call',
    speech: options.speech,
    ...(standIns ? { standIns: parseLatencies(standIns) } : {}),
  });
}

function runningServer(url: string): Line {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = process.env;
  const account = {
    accountSid: accountSid ?? `AC${'0'.repeat(32)}`,
    authToken: authToken ?? 'unchecked',
  };
  const publicBaseUrl = process.env['PUBLIC_BASE_URL'] ?? url;
  return {
    twilio: new TwilioSimulator({ ...account, publicBaseUrl, target: url }),
    close: async () => Promise.resolve(),
  };
}

/** Keeps `concurrency` calls going until all were placed. A call that fails is told and left out. */
async function placeCalls(
  twilio: TwilioSimulator,
  recordings: readonly Recording[],
  { calls, concurrency }: { calls: number; concurrency: number },
): Promise<CallReport[]> {
  const reports: CallReport[] = [];
  let placed = 0;
  const worker = async (): Promise<void> => {
    while (placed < calls) {
      const number = String(++placed).padStart(6, '0');
      const call = twilio.placeCall({
        from: `+250788${number}`,
        to: '+14155550100',
        caller: recordedCaller(
          recordings.map((say) => ({ say })),
          { lingerMs: 0 },
        ),
      });
      try {
        reports.push(await untilOver(call));
        if (!options.json) console.error(`call ${reports.length} of ${calls} is over`);
      } catch (error) {
        console.error(`A call failed. ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, calls) }, worker));
  return reports;
}

function tell(
  reports: readonly CallReport[],
  rows: readonly RecordedTurn[],
  expectedTurns: number,
): number {
  const heard = reports.flatMap((report) => report.turns.flatMap(({ totalMs }) => totalMs ?? []));
  const stages = ['asr_ms', 'llm_ms', 'tts_ms', 'total_ms'] as const;
  const recorded = stages.map((name) => summarise({ name, values: stage(rows, name) }));
  const asHeard = summarise({ name: 'total_ms as heard', values: heard });
  const gaps = reports.flatMap((report) => report.gaps.filter((gap) => !gap.afterClear));
  const latenessMs = Math.max(0, ...reports.map((report) => report.lateness.worstMs));
  const result = { expectedTurns, recorded, asHeard, gaps: gaps.length, latenessMs };
  console.log(options.json ? JSON.stringify(result, null, 2) : describe(result));
  return heard.length === expectedTurns ? 0 : 1;
}

function describe(result: {
  expectedTurns: number;
  recorded: readonly LatencySummary[];
  asHeard: LatencySummary;
  gaps: number;
  latenessMs: number;
}): string {
  return [
    'From the end of the caller’s speech, in ms',
    latencyTable([...result.recorded, result.asHeard]),
    `answered ${result.asHeard.count} of ${result.expectedTurns} turns; gaps inside replies: ${result.gaps}; ` +
      `the simulator was at most ${Math.round(result.latenessMs)} ms late`,
  ].join('\n');
}
