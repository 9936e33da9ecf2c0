import { join, relative } from 'node:path';
import type { Conversation } from '../test/support/audio/conversation.js';
import { loadConversation } from '../test/support/audio/conversation.js';
import { latencyTable, summarise } from './support/latency-table.js';
import { recordedTurns, stage, type RecordedTurn } from '../test/support/server/recorded-turns.js';
import { readOptions } from './support/options.js';
import { rehearse, speechFolder, untilOver, type Rehearsal } from './support/rehearsal.js';
import { run } from './support/run.js';
import { defaultLatencies } from '../test/support/server/stand-in-vendors.js';
import { recordedCaller, type CallEvent, type CallReport } from '../test/support/twilio/index.js';

const help = `npm run demo [-- options]

Places a whole phone call on this machine: recorded speech goes through a simulated Twilio into the
server, is recognised, answered, spoken and heard back.

  --speech DIR    call with other recordings: every WAV file of DIR, in the order of DIR/demo-call.json
                  (a list of file names) or else by name
  --stand-ins     use stand-ins for the vendors instead of the local models
  --help          show this text

ASR_PROVIDER, TTS_PROVIDER, LLM_PROVIDER and the vendors' own variables choose other providers.`;

const { values: options } = readOptions({
  options: {
    speech: { type: 'string', default: speechFolder },
    'stand-ins': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) console.log(help);
else await run(demonstrate);

async function demonstrate(): Promise<number> {
  const conversation = await loadConversation(options.speech);
  const simulated = process.env['BAKAME_SIMULATED'];
  if (simulated)
    console.log(`SIMULATED: stand-ins listen, think and speak, because ${simulated}\n`);
  const isStandIn = options['stand-ins'] || Boolean(simulated);
  const rehearsal = await rehearse({
    name: 'demo',
    speech: options.speech,
    ...(isStandIn ? { standIns: defaultLatencies } : {}),
  });
  try {
    return await call(rehearsal, conversation);
  } finally {
    await rehearsal.close();
  }
}

async function call(rehearsal: Rehearsal, { recordings, words }: Conversation): Promise<number> {
  const { ASR_PROVIDER: asr, TTS_PROVIDER: tts, LLM_PROVIDER: llm } = rehearsal.providers;
  console.log(
    `The server listens at ${rehearsal.server.url}: ${asr} hears, ${llm} thinks, ${tts} speaks.`,
  );
  console.log(`A learner calls and has ${recordings.length} things to say.\n`);
  const callStartedMs = Date.now();
  const report = await untilOver(
    rehearsal.twilio.placeCall({
      from: '+250788123456',
      to: '+14155550100',
      caller: recordedCaller(recordings.map((say) => ({ say }))),
      onEvent: (event) => {
        narrate(event, words);
      },
    }),
  );
  const databaseUrl = process.env['DATABASE_URL'] ?? '';
  const rows = await recordedTurns(databaseUrl, [report.callSid]);
  tellConversation(rows);
  tellLatency(rows, report, callStartedMs);
  tellRows(rows);
  const isHealthy = await tellHealth(rehearsal.server.url);
  await tellRecording(report, rehearsal.folder);
  const turns = rows.filter((row) => row.interaction_type === 'turn_metrics').length;
  for (const { code, message } of report.problems)
    console.log(`Twilio would warn: ${code} ${message}`);
  return isHealthy && turns >= recordings.length && report.problems.length === 0 ? 0 : 1;
}

/** What happens on the line, as it happens. */
function narrate(event: CallEvent, words: ReadonlyMap<string, string>): void {
  const at = `${(event.atMs / 1000).toFixed(1).padStart(6)} s`;
  if (event.type === 'tutor-starts') console.log(`${at}  ◀ the tutor speaks`);
  if (event.type === 'clear') console.log(`${at}  ✕ the tutor is interrupted`);
  if (event.type === 'caller-starts') {
    const text = words.get(event.label);
    console.log(`${at}  ▶ the caller plays ${event.label}.wav${text ? ` (“${text}”)` : ''}`);
  }
  if (event.type === 'ended') console.log(`${at}  ■ the ${event.by} hung up\n`);
}

function tellConversation(rows: readonly RecordedTurn[]): void {
  console.log('What the two understood of each other');
  for (const row of rows) {
    if (row.user_input) console.log(`  caller  ${row.user_input}`);
    if (row.ai_response) console.log(`  tutor   ${row.ai_response}`);
  }
}

function tellLatency(
  rows: readonly RecordedTurn[],
  report: CallReport,
  callStartedMs: number,
): void {
  const heard = report.turns.flatMap(({ totalMs }) => totalMs ?? []);
  const stages = ['asr_ms', 'llm_ms', 'tts_ms', 'total_ms'] as const;
  console.log('\nFrom the end of the caller’s speech, in ms');
  const table = latencyTable([
    ...stages.map((name) => summarise({ name: `${name} recorded`, values: stage(rows, name) })),
    summarise({ name: 'total_ms as heard', values: heard }),
  ]);
  console.log(table.replaceAll(/^/gm, '  '));
  const gaps = report.gaps.filter((gap) => !gap.afterClear);
  const startedMs = Number(process.env['BAKAME_STARTED_MS'] ?? callStartedMs);
  const firstWordMs = callStartedMs - startedMs + (report.firstHeardMs ?? NaN);
  console.log(
    `  first word heard ${(firstWordMs / 1000).toFixed(1)} s after the command was given`,
  );
  console.log(
    `  gaps inside replies: ${gaps.length === 0 ? 'none' : gaps.map((gap) => `${gap.durationMs} ms`).join(', ')}`,
  );
}

function tellRows(rows: readonly RecordedTurn[]): void {
  console.log('\nRows in user_sessions');
  for (const row of rows) {
    const totalMs = row.total_ms === null ? '' : `${row.total_ms} ms`;
    const cells = [row.id.padStart(4), row.interaction_type.padEnd(12), row.module_name.padEnd(8)];
    console.log(`  ${cells.join('  ')}  ${totalMs.padStart(7)}  ${row.phone_number}`);
  }
}

async function tellHealth(url: string): Promise<boolean> {
  const response = await fetch(`${url}/healthz`);
  console.log(`\nGET /healthz → ${response.status}\n  ${await response.text()}`);
  return response.ok;
}

async function tellRecording(report: CallReport, folder: string): Promise<void> {
  const path = join(folder, 'call.wav');
  await report.writeRecording(path);
  console.log(`\nListen to it: ${relative(process.cwd(), path)} (caller left, tutor right)`);
}
