import { AppError } from '../common/errors.js';
import { examine } from './examine.js';
import { ok, type Check, type Finding } from './finding.js';

const never = new AbortController().signal;

function check(run: Check['run'], timeoutMs = 1000): Check {
  return { subject: 'a server', timeoutMs, run };
}

const hangs = async (): Promise<readonly Finding[]> => new Promise(() => undefined);

describe('examining', () => {
  it('runs the checks side by side and keeps their order', async () => {
    let running = 0;
    let most = 0;
    const slow = (ms: number) =>
      check(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, ms));
        running--;
        return [ok(`${ms}`, '')];
      });
    const findings = await examine([slow(30), slow(10), slow(20)], never);
    expect(findings.map(({ subject }) => subject)).toEqual(['30', '10', '20']);
    expect(most).toBe(3);
  });

  it('gives each check its own time, and tells the ones that hang', async () => {
    const findings = await examine(
      [check(hangs, 20), check(async () => Promise.resolve([]))],
      never,
    );
    expect(findings).toEqual([
      { subject: 'a server', verdict: 'fault', message: 'no answer within 0.02 s' },
    ]);
  });

  it('keeps the words of our own errors and no others', async () => {
    const failing = (error: Error) => check(async () => Promise.reject(error));
    const findings = await examine(
      [failing(new AppError('MODEL_MISSING', 'it is not there')), failing(new Error('password'))],
      never,
    );
    expect(findings.map(({ message }) => message)).toEqual([
      'it is not there',
      'the check itself failed',
    ]);
  });

  it('ends when it is told to, whatever hangs', async () => {
    const interrupted = new AbortController();
    const examining = examine([check(hangs, 60_000)], interrupted.signal);
    interrupted.abort(new Error('Ctrl-C'));
    await expect(examining).rejects.toThrow('Ctrl-C');
  });
});
