/** Columns of `rowText`, for COPY. */
export const rowColumns =
  '"timestamp", phone_number, session_id, module_name, interaction_type, user_input, ai_response, ' +
  'session_duration, emotional_data, gamification_data, call_id, turn, asr_ms, llm_ms, tts_ms, total_ms, ' +
  'tokens_in, tokens_out, asr_confidence, error, endpoint_ms, interrupted, providers, wasted_replies';

const modules = ['maths', 'english', 'reading', 'debate', 'ask'];
const codes = ['PROVIDER_TIMEOUT', 'PROVIDER_UNAVAILABLE', 'PROVIDER_RATE_LIMITED'];
const providers = '{"asr": "deepgram", "llm": "llama", "tts": "deepgram"}';
/** The start, the turns, the end. */
const rowsPerCall = 12;
const turnMs = 15_000;
const callersPerRow = 1 / 200;

/**
 * Rows of calls that are spread evenly over a span of time, in the text format of COPY, some thousand at a
 * time. A caller calls about seventeen times in the year; 2 % of the turns have an error.
 */
export function* rowTexts(
  rows: number,
  from: Date,
  until: Date,
  isOf: (rowsSoFar: number) => void,
): Generator<string> {
  const random = seeded(from.getTime() / 60_000);
  const callers = Math.max(10, Math.round(rows * 12 * callersPerRow));
  const stepMs = (until.getTime() - from.getTime()) / Math.max(1, Math.ceil(rows / rowsPerCall));
  let made = 0;
  for (let startMs = from.getTime(); made < rows; startMs += stepMs) {
    const count = Math.min(rowsPerCall, rows - made);
    const caller = Math.floor(random() * callers);
    yield callText(random, caller, Math.min(startMs, until.getTime() - 1), count);
    made += count;
    if (made % (rowsPerCall * 1000) < count) isOf(made);
  }
}

export function callerOf(index: number): string {
  return `caller_${(index * 2_654_435_761).toString(16).padStart(20, '0')}`;
}

interface Call {
  readonly id: string;
  readonly caller: string;
  readonly module: string;
  readonly startMs: number;
}

function callText(random: () => number, caller: number, startMs: number, count: number): string {
  const call = {
    id: `CA${hex(random)}${hex(random)}${hex(random)}${hex(random)}`,
    caller: callerOf(caller),
    module: modules[Math.floor(random() * modules.length)] ?? '',
    startMs,
  };
  let text = '';
  for (let row = 0; row < count; row++) {
    const isEnd = row === rowsPerCall - 1;
    text +=
      row === 0 || isEnd
        ? rowText(call, row, isEnd ? 'call_ended' : 'call_started', noTurn)
        : rowText(call, row, 'turn_metrics', turnOf(random));
  }
  return text;
}

interface Turn {
  readonly said: readonly [question: string, answer: string];
  /** asr, llm, tts, total; then tokens in and out, confidence, error, endpoint, interrupted. */
  readonly measures: readonly (string | number | boolean)[];
}

const none = '\\N';
const noTurn: Turn = {
  said: ['', ''],
  measures: [none, none, none, none, 0, 0, none, none, none, false],
};

function turnOf(random: () => number): Turn {
  const slow = random() < 0.03 ? 4000 * random() : 0;
  const totalMs = Math.round(500 + 600 * random() + slow);
  const code = random() < 0.02 ? (codes[Math.floor(random() * codes.length)] ?? none) : none;
  return {
    said: [said(random, 9), said(random, 22)],
    measures: [180, 350, 110, totalMs, 240, 31, 0.94, code, 420, random() < 0.08],
  };
}

function rowText(
  { id, caller, module, startMs }: Call,
  row: number,
  type: string,
  turn: Turn,
): string {
  const time = new Date(startMs + row * turnMs).toISOString();
  const fields = [
    ...[time, caller, id.slice(2), module, type, ...turn.said],
    ...[row * 15, '{"pauses": 1}', '{"streak": 3, "mastery": 0.6}', id, row],
    ...[...turn.measures, providers, 0],
  ];
  return `${fields.join('\t')}\n`;
}

const lexicon =
  'the answer is twelve because four times three makes it so I think yes okay why'.split(' ');

function said(random: () => number, words: number): string {
  return Array.from(
    { length: Math.ceil(words * (0.5 + random())) },
    () => lexicon[Math.floor(random() * lexicon.length)] ?? '',
  ).join(' ');
}

function hex(random: () => number): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

/** Mulberry32: the same calls at every run. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
