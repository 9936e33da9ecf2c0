import { setImmediate as breathe } from 'node:timers/promises';
import { plainToInstance, Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import { ConversationRedactor, redact } from '../redaction/index.js';
import { IsNumbers } from './is-numbers.js';
import type { InteractionRecord, InteractionType } from './turn-record.js';

export const turnQueueName = 'turn-records';

const longestText = 8000;
const longestName = 200;
const largestInteger = 2_147_483_647;
/** So many are checked before the audio of live calls has its turn. */
const recordsAtOnce = 25;

class ProviderNames {
  @IsString()
  @MaxLength(longestName)
  asr!: string;

  @IsString()
  @MaxLength(longestName)
  llm!: string;

  @IsString()
  @MaxLength(longestName)
  tts!: string;
}

/** A row of `user_sessions` on its way through the queue: redacted, bounded, named like the columns. */
export class TurnRecordJob {
  @IsISO8601({ strict: true })
  timestamp!: string;

  @IsString()
  @MaxLength(longestName)
  phone_number!: string;

  @IsString()
  @MaxLength(longestName)
  session_id!: string;

  @IsString()
  @MaxLength(longestName)
  module_name!: string;

  @IsIn(['turn_metrics', 'call_started', 'call_ended'] satisfies InteractionType[])
  interaction_type!: InteractionType;

  @IsString()
  @MaxLength(longestText)
  user_input!: string;

  @IsString()
  @MaxLength(longestText)
  ai_response!: string;

  @IsNumber()
  @Min(0)
  session_duration!: number;

  @IsNumbers()
  emotional_data!: Record<string, number>;

  @IsNumbers()
  gamification_data!: Record<string, number>;

  @IsNotEmpty()
  @IsString()
  @MaxLength(longestName)
  call_id!: string;

  @Count()
  turn!: number;

  @IsOptional()
  @Count()
  asr_ms!: number | null;

  @IsOptional()
  @Count()
  llm_ms!: number | null;

  @IsOptional()
  @Count()
  tts_ms!: number | null;

  @IsOptional()
  @Count()
  total_ms!: number | null;

  @Count()
  tokens_in!: number;

  @Count()
  tokens_out!: number;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  asr_confidence!: number | null;

  @IsOptional()
  @IsString()
  @MaxLength(longestName)
  error!: string | null;

  @IsOptional()
  @Count()
  endpoint_ms!: number | null;

  @IsBoolean()
  interrupted!: boolean;

  @ValidateNested()
  @Type(() => ProviderNames)
  providers!: ProviderNames;

  @IsOptional()
  @Count()
  wasted_replies!: number | null;
}

/**
 * Redacts and bounds a record, so that nothing else ever leaves the process. `conversation` knows what the
 * caller said in earlier turns: a number may come in pieces.
 */
export function toJob(
  record: InteractionRecord,
  conversation = new ConversationRedactor(),
): TurnRecordJob {
  const { times, providers } = record;
  return {
    timestamp: record.timestamp.toISOString(),
    phone_number: name(record.caller),
    session_id: name(record.sessionId),
    module_name: name(record.module),
    interaction_type: record.type,
    user_input: clean(record.userInput, longestText, (text) => conversation.redact(text)),
    ai_response: clean(record.aiResponse, longestText, (text) => conversation.redactAnswer(text)),
    session_duration: Math.max(0, finite(record.sessionSeconds) ?? 0),
    emotional_data: numbers(record.emotional),
    gamification_data: numbers(record.gamification),
    call_id: name(record.callId),
    turn: count(record.turn) ?? 0,
    asr_ms: count(times.asrMs),
    llm_ms: count(times.llmMs),
    tts_ms: count(times.ttsMs),
    total_ms: count(times.totalMs),
    tokens_in: count(record.tokensIn) ?? 0,
    tokens_out: count(record.tokensOut) ?? 0,
    asr_confidence: finite(record.asrConfidence),
    error: record.error === null ? null : name(record.error),
    endpoint_ms: count(times.endpointMs),
    interrupted: record.interrupted,
    providers: { asr: name(providers.asr), llm: name(providers.llm), tts: name(providers.tts) },
    wasted_replies: count(record.wastedReplies ?? null),
  };
}

/** What one job of the queue carries, in the order in which it is to be stored. */
export interface TurnBatch {
  readonly records: readonly TurnRecordJob[];
}

/** What makes a record the same record, however often it arrives. */
export function keyOf({ call_id, turn, interaction_type }: TurnRecordJob): string {
  return `${turn} ${interaction_type} ${call_id}`;
}

/** The records of a job of the queue, and what is wrong with those that are none. */
export async function parseBatch(
  data: unknown,
): Promise<{ records: TurnRecordJob[]; faults: string[] }> {
  const isBatch = typeof data === 'object' && data !== null && 'records' in data;
  if (!isBatch || !Array.isArray(data.records))
    return { records: [], faults: ['a job without records'] };
  const records: TurnRecordJob[] = [];
  const faults: string[] = [];
  for (const [index, record] of (data.records as unknown[]).entries()) {
    if (index % recordsAtOnce === recordsAtOnce - 1) await breathe();
    try {
      records.push(parseJob(record));
    } catch (error) {
      faults.push(error instanceof MalformedJobError ? error.message : 'unreadable');
    }
  }
  return { records, faults };
}

/** Checks what the queue delivers; rejects with the names of what is wrong, never the values. */
export function parseJob(data: unknown): TurnRecordJob {
  const plain = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  const job = plainToInstance(TurnRecordJob, plain);
  const errors = validateSync(job, { whitelist: true, stopAtFirstError: true });
  if (errors.length === 0) return job;
  throw new MalformedJobError(errors.map((error) => error.property));
}

export class MalformedJobError extends Error {
  constructor(readonly fields: readonly string[]) {
    super(`a turn record with unusable fields: ${fields.join(', ')}`);
    this.name = 'MalformedJobError';
  }
}

function Count(): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [IsInt(), Min(0), Max(largestInteger)]) decorate(target, property);
  };
}

function name(text: string): string {
  return clean(text, longestName);
}

/** PostgreSQL takes neither NUL nor half a surrogate pair. The margin keeps numbers in one piece. */
function clean(text: string, longest: number, redactText = redact): string {
  const head = text.slice(0, longest + 64).toWellFormed();
  return redactText(head.replaceAll('\0', '')).slice(0, longest).toWellFormed();
}

function numbers(values: Readonly<Record<string, number>>): Record<string, number> {
  const entries = Object.entries(values).slice(0, 32);
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (Number.isFinite(value) ? [[name(key), value]] : [])),
  );
}

function count(value: number | null): number | null {
  const known = finite(value);
  return known === null ? null : Math.min(largestInteger, Math.max(0, Math.round(known)));
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
