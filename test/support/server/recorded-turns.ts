import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** A row of `user_sessions`, as the server recorded it. */
export interface RecordedTurn {
  readonly id: string;
  readonly interaction_type: string;
  readonly call_id: string;
  readonly turn: number;
  readonly module_name: string;
  readonly phone_number: string;
  readonly user_input: string;
  readonly ai_response: string;
  readonly asr_ms: number | null;
  readonly llm_ms: number | null;
  readonly tts_ms: number | null;
  readonly total_ms: number | null;
  readonly endpoint_ms: number | null;
  readonly interrupted: boolean;
  readonly wasted_replies: number | null;
  readonly emotional_data: Readonly<Record<string, number>>;
  readonly error: string | null;
}

const patienceMs = 10_000;

/** The rows of these calls in the order they were written, once each call's end is among them. */
export async function recordedTurns(
  databaseUrl: string,
  callSids: readonly string[],
): Promise<RecordedTurn[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const untilMs = performance.now() + patienceMs;
    for (;;) {
      const { rows } = await client.query<RecordedTurn>(
        'SELECT * FROM user_sessions WHERE call_id = ANY($1) ORDER BY id',
        [callSids],
      );
      const ended = new Set(
        rows.filter((row) => row.interaction_type === 'call_ended').map((row) => row.call_id),
      );
      if (ended.size === callSids.length || performance.now() > untilMs) return rows;
      await sleep(100);
    }
  } finally {
    await client.end();
  }
}

/** The measurements of one stage over the turns that have it. */
export function stage(
  turns: readonly RecordedTurn[],
  column: 'asr_ms' | 'llm_ms' | 'tts_ms' | 'total_ms',
): number[] {
  return turns.flatMap((turn) => turn[column] ?? []);
}
