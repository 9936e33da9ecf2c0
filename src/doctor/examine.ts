import { AppError } from '../common/errors.js';
import { fault, type Check, type Finding } from './finding.js';

/** Runs all checks side by side, each within its own time, and returns their findings in order. */
export async function examine(
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(checks.map(async (check) => withinTime(check, signal)));
  return findings.flat();
}

async function withinTime(check: Check, signal: AbortSignal): Promise<readonly Finding[]> {
  const { subject, timeoutMs } = check;
  const timeUp = new AbortController();
  const timer = setTimeout(() => {
    timeUp.abort();
  }, timeoutMs);
  const either = AbortSignal.any([signal, timeUp.signal]);
  try {
    return await Promise.race([check.run(either), aborted(either)]);
  } catch (error) {
    signal.throwIfAborted();
    if (timeUp.signal.aborted) return [fault(subject, `no answer within ${timeoutMs / 1000} s`)];
    const reason = error instanceof AppError ? error.message : 'the check itself failed';
    return [fault(subject, reason)];
  } finally {
    clearTimeout(timer);
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(new DOMException('the check was ended', 'AbortError'));
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
