import { networkCode } from '../../common/vendors/vendor-server.js';
import type { Settings } from '../../config/index.js';
import { publicUrls } from '../../telephony/index.js';
import { fault, ok, skipped, warning, type Check, type Finding } from '../finding.js';
import { brokenLayer } from '../network-path.js';
import { signatureFindings } from './signature-findings.js';

const subject = 'public URL';
const howToRun = 'start the server (npm start) and ask the doctor again';

/** The address that Twilio is given: whether our server answers there, and takes Twilio's word only. */
export function publicUrlCheck(settings: Settings): Check {
  return {
    subject,
    timeoutMs: 12_000,
    run: async (signal) => {
      const found = await address(settings, signal);
      if (found.verdict !== 'ok') return [found, skipped('signature', howToRun)];
      return [found, ...(await signatureFindings(settings, signal))];
    },
  };
}

async function address(settings: Settings, signal: AbortSignal): Promise<Finding> {
  const { origin } = publicUrls(settings.PUBLIC_BASE_URL);
  const isLocal = origin.startsWith('http:') || isLoopback(origin);
  if (isLocal && settings.NODE_ENV === 'production')
    return fault(subject, 'is on this machine, where Twilio cannot come: set PUBLIC_BASE_URL');
  let response: Response;
  try {
    response = await fetch(`${origin}/livez`, { signal, redirect: 'manual' });
  } catch (error) {
    if (isLocal) return skipped(subject, `no server runs at ${origin}: ${howToRun}`);
    const reason = (await brokenLayer(origin, signal)) ?? `no answer (${networkCode(error)})`;
    return fault(subject, `${reason}: check PUBLIC_BASE_URL and what stands before the server`);
  }
  const text = await response.text();
  if (response.ok && text.includes('"alive"')) return ok(subject, `BAKAME answers at ${origin}`);
  return warning(
    subject,
    `${origin} answers, but not with BAKAME (HTTP ${response.status} at /livez): ${howToRun}`,
  );
}

function isLoopback(origin: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(origin).hostname);
}
