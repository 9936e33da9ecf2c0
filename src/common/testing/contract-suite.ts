import { setTimeout as sleep } from 'node:timers/promises';

/**
 * One thing that every implementation of a contract does. `run` rejects when this one does not. Cases are
 * data, so that a suite can be run against faulty implementations too, and be seen to find them out.
 */
export interface ContractCase<Subject> {
  /** A fact of behaviour; unlike every other title of the suite. */
  readonly title: string;
  readonly run: (subject: Subject) => Promise<void>;
  /** False for a subject that declares, in its capabilities, that it is not meant. */
  readonly appliesTo?: (subject: Subject) => boolean;
}

/** A subject and what there is to close when a case is over. */
export interface Opened<Subject> {
  readonly subject: Subject;
  readonly close: () => Promise<void>;
}

const caseMs = 10_000;

/** Registers each case as a test of the implementation that `open` makes anew for each. */
export function describeContract<Subject>(
  title: string,
  cases: readonly ContractCase<Subject>[],
  open: () => Promise<Opened<Subject>>,
): void {
  describe(title, () => {
    it.each(cases.map((contractCase) => [contractCase.title, contractCase] as const))(
      '%s',
      async (_, contractCase) => {
        const fault = await faultOf(contractCase, open, caseMs);
        if (fault) throw fault.cause;
      },
    );
  });
}

/**
 * The titles of the cases that an implementation fails, in their order; one that does not come to an end
 * within `limitMs` is failed too.
 */
export async function failedCases<Subject>(
  cases: readonly ContractCase<Subject>[],
  open: () => Promise<Opened<Subject>>,
  limitMs = caseMs,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const contractCase of cases) {
    if (await faultOf(contractCase, open, limitMs)) failed.push(contractCase.title);
  }
  return failed;
}

async function faultOf<Subject>(
  { run, appliesTo = () => true }: ContractCase<Subject>,
  open: () => Promise<Opened<Subject>>,
  limitMs: number,
): Promise<{ readonly cause: unknown } | undefined> {
  const { subject, close } = await open();
  try {
    if (appliesTo(subject)) await within(limitMs, run(subject));
    return undefined;
  } catch (cause) {
    return { cause };
  } finally {
    await close();
  }
}

/** The outcome of `work`, or an error when there is none in time: a fault may hang a case. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([work, tooLong(limitMs, over.signal)]);
  } finally {
    over.abort();
  }
}

async function tooLong(limitMs: number, signal: AbortSignal): Promise<never> {
  await sleep(limitMs, undefined, { signal });
  throw new Error(`nothing came of it within ${limitMs} ms`);
}
