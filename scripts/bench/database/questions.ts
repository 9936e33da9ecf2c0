/** What operators ask: the runbook's and the dashboard's queries. `$1` is a call or a caller where one is asked for. */
export interface Question {
  readonly name: string;
  readonly of?: 'call' | 'caller';
  readonly text: string;
}

const lastHour = `"timestamp" > now() - interval '1 hour'`;
const lastDay = `"timestamp" > now() - interval '1 day'`;
const turns = `interaction_type = 'turn_metrics'`;

export const questions: readonly Question[] = [
  {
    name: 'the last 100 rows',
    text: 'SELECT * FROM user_sessions ORDER BY "timestamp" DESC LIMIT 100',
  },
  {
    name: 'one call, turn by turn',
    of: 'call',
    text: 'SELECT * FROM user_sessions WHERE call_id = $1 ORDER BY turn',
  },
  {
    name: 'one caller, latest 50',
    of: 'caller',
    text: 'SELECT * FROM user_sessions WHERE phone_number = $1 ORDER BY "timestamp" DESC LIMIT 50',
  },
  {
    name: 'events of the last hour',
    text: `SELECT interaction_type, count(*) FROM user_sessions WHERE ${lastHour} GROUP BY 1`,
  },
  {
    name: 'error rate of the last hour',
    text: `SELECT avg((error IS NOT NULL)::int) FROM user_sessions WHERE ${lastHour} AND ${turns}`,
  },
  {
    name: 'errors of the last day by code',
    text: `SELECT error, count(*) FROM user_sessions WHERE ${lastDay} AND error IS NOT NULL GROUP BY 1`,
  },
  {
    name: 'the last 20 errors',
    text: 'SELECT * FROM user_sessions WHERE error IS NOT NULL ORDER BY "timestamp" DESC LIMIT 20',
  },
  {
    name: 'p95 of the last hour',
    text: `SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY total_ms)
           FROM user_sessions WHERE ${lastHour} AND ${turns}`,
  },
  {
    name: 'p95 by hour of the last day',
    text: `SELECT date_trunc('hour', "timestamp"), count(*),
             percentile_cont(0.95) WITHIN GROUP (ORDER BY total_ms)
           FROM user_sessions WHERE ${lastDay} AND ${turns} GROUP BY 1 ORDER BY 1`,
  },
  {
    name: 'the slowest turns of the last day',
    text: `SELECT * FROM user_sessions WHERE ${lastDay} AND total_ms IS NOT NULL
           ORDER BY total_ms DESC LIMIT 20`,
  },
  {
    name: 'callers of the last day',
    text: `SELECT count(DISTINCT phone_number) FROM user_sessions WHERE ${lastDay}`,
  },
  {
    name: 'maths in the last day, by hour',
    text: `SELECT date_trunc('hour', "timestamp"), count(*) FROM user_sessions
           WHERE module_name = 'maths' AND ${lastDay} GROUP BY 1 ORDER BY 1`,
  },
  {
    name: 'use by module, last 30 days',
    text: `SELECT module_name, sum(turns), sum(calls) FROM module_usage
           WHERE day > current_date - 30 GROUP BY 1 ORDER BY 2 DESC`,
  },
  {
    name: 'use by day, the whole year',
    text: 'SELECT day, sum(turns) FROM module_usage GROUP BY 1 ORDER BY 1',
  },
];
