import { fault, ok, skipped, warning, type Check, type Finding } from '../finding.js';

const subject = 'clock';
const worthSayingS = 5;
const harmfulS = 60;

/** Compares the clock with the Date header of the first server that sends one. */
export function clockCheck(urls: readonly string[], now: () => Date): Check {
  return {
    subject,
    timeoutMs: 8000,
    run: async (signal) => {
      for (const url of urls) {
        const skewS = await skewBy(url, now, signal).catch(() => {
          signal.throwIfAborted();
          return null;
        });
        if (skewS !== null) return [judge(skewS)];
      }
      return [skipped(subject, 'no server told the time')];
    },
  };
}

/** Seconds that this machine is ahead; null when the server does not say. */
async function skewBy(url: string, now: () => Date, signal: AbortSignal): Promise<number | null> {
  const askedMs = now().getTime();
  const response = await fetch(url, { method: 'HEAD', signal, redirect: 'manual' });
  const midwayMs = (askedMs + now().getTime()) / 2;
  const theirsMs = Date.parse(response.headers.get('date') ?? '');
  // The header has whole seconds, cut off.
  return Number.isNaN(theirsMs) ? null : (midwayMs - theirsMs - 500) / 1000;
}

function judge(skewS: number): Finding {
  const seconds = Math.round(Math.abs(skewS));
  const message = `${seconds} s ${skewS > 0 ? 'ahead' : 'behind'}: keep it right with NTP`;
  if (seconds > harmfulS) return fault(subject, message);
  return seconds > worthSayingS ? warning(subject, message) : ok(subject, 'right');
}
