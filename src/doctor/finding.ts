/** `skipped` could not be looked at and is not held against the configuration. */
export type Verdict = 'ok' | 'skipped' | 'warning' | 'fault';

/** One line of the doctor's report. */
export interface Finding {
  readonly subject: string;
  readonly verdict: Verdict;
  /** What is, or what is wrong and how to mend it. Holds no secret. */
  readonly message: string;
}

/** Looks at one part of a configuration. */
export interface Check {
  readonly subject: string;
  readonly timeoutMs: number;
  /** Rejects only for what was not foreseen; ends early when `signal` aborts. */
  run(signal: AbortSignal): Promise<readonly Finding[]>;
}

type Say = (subject: string, message: string) => Finding;

const saying =
  (verdict: Verdict): Say =>
  (subject, message) => ({ subject, verdict, message });

export const ok = saying('ok');
export const skipped = saying('skipped');
export const warning = saying('warning');
export const fault = saying('fault');
