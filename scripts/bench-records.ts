import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { insertRates } from './bench/insert-rates.js';
import { RecordHouse } from './bench/record-house.js';
import { differences, pressKeys, RecordLedger } from './bench/record-ledger.js';
import { readOptions } from './support/options.js';
import { run } from './support/run.js';
import { wholeNumber } from './support/whole-number.js';

const help = `npm run bench:records [-- options]

Proves that no turn is lost: simulated callers keep a ledger of what they heard while PostgreSQL, Redis and
the server are killed and started again; then the ledger is compared with the table and the CSV. Ends with
exit code 1 on a difference.

  --calls N     callers at once (8)
  --minutes M   how long (1); of ten minutes PostgreSQL is away for 60 s and Redis for 30 s, of less as
                much less
  --inserts     only how many turns a second can be stored
  --help        show this text`;

const { values: options } = readOptions({
  options: {
    calls: { type: 'string', default: '8' },
    minutes: { type: 'string', default: '1' },
    inserts: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const settleMs = 60_000;
const retryMs = 1000;

if (options.help) console.log(help);
else await run(options.inserts ? measureInserts : prove);

async function measureInserts(): Promise<number> {
  console.log(await insertRates());
  return 0;
}

async function prove(): Promise<number> {
  const calls = wholeNumber('--calls', options.calls);
  const runMs = wholeNumber('--minutes', options.minutes) * 60_000;
  const house = await RecordHouse.open(calls);
  const ledger = new RecordLedger();
  try {
    const over = new AbortController();
    const lanes = Array.from({ length: calls }, async (_, lane) =>
      callAgainAndAgain(house, ledger, { lane, over: over.signal }),
    );
    await misfortunes(house, runMs);
    over.abort();
    await Promise.all(lanes);
    return await compare(house, ledger);
  } finally {
    await house.close();
  }
}

/** Each falls into a part of the run of its own, and calls go on meanwhile. */
async function misfortunes(house: RecordHouse, runMs: number): Promise<void> {
  const startedMs = performance.now();
  const until = async (part: number): Promise<void> => {
    await pause(Math.max(0, startedMs + part * runMs - performance.now()));
  };
  await until(0.15);
  tell('PostgreSQL is killed');
  const restart = await house.postgres.kill();
  await until(0.25);
  await restart();
  tell('PostgreSQL is back');
  await until(0.45);
  tell('Redis is killed, and what it held is gone');
  await house.redis.kill();
  await until(0.5);
  await house.redis.restart();
  tell('Redis is back');
  await until(0.7);
  tell('the server is killed');
  await house.replaceServer();
  tell('the next server runs');
  await until(1);
}

async function callAgainAndAgain(
  house: RecordHouse,
  ledger: RecordLedger,
  { lane, over }: { lane: number; over: AbortSignal },
): Promise<void> {
  const isOver = (): boolean => over.aborted;
  for (let call = 0; !isOver(); call++) {
    const twilio = await house.twilio();
    const from = `+250788${String(lane * 1000 + call).padStart(6, '0')}`;
    const callSid = `CA${randomBytes(16).toString('hex')}`;
    const placed = twilio.placeCall({
      callSid,
      from,
      to: '+14155550100',
      timeLimitMs: 3_600_000,
      caller: async (phone) => pressKeys(phone, ledger.turnsOf(callSid), isOver),
    });
    await placed.finished.catch(() => undefined);
    if (!isOver()) await pause(retryMs);
  }
}

async function compare(house: RecordHouse, ledger: RecordLedger): Promise<number> {
  let faults = await faultsOf(house, ledger);
  const untilMs = performance.now() + settleMs;
  while (faults.length > 0 && performance.now() < untilMs) {
    await pause(1000);
    faults = await faultsOf(house, ledger);
  }
  const ids = await house.ids();
  console.log(`
calls                    ${ledger.callSids.length}
turns heard by callers   ${ledger.heard}
rows in the table        ${ids.length}
rows in the CSV          ${(await house.csvIds()).length}
differences              ${faults.length}`);
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length === 0 && ledger.heard > 0 ? 0 : 1;
}

async function faultsOf(house: RecordHouse, ledger: RecordLedger): Promise<string[]> {
  const byCall = Map.groupBy(await house.storedTurns(), ({ call_id }) => call_id);
  const faults = ledger.callSids.flatMap((callSid) =>
    differences(ledger.turnsOf(callSid), byCall.get(callSid) ?? []).map(
      (fault) => `${callSid}: ${fault}`,
    ),
  );
  const [table, csv] = [await house.ids(), await house.csvIds()];
  const at = table.findIndex((id, index) => csv[index] !== id);
  if (at !== -1) faults.push(`the CSV departs from the table at row ${table[at] ?? ''}`);
  else if (csv.length !== table.length)
    faults.push('the CSV has rows that the table does not have');
  return faults;
}

function tell(what: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)}  ${what}`);
}
