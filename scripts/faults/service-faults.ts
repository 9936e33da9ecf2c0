import type { Delivery } from '../../test/support/vendors/server/answer.js';
import type { ServiceFault } from './fault-vendors.js';

/** Every plan may carry what all deliveries share. */
function everywhere(plan: Delivery): ServiceFault {
  return { model: plan, ear: plan, voice: plan };
}

function refusal(status: number, headers: Readonly<Record<string, string>> = {}): ServiceFault {
  return everywhere({ failure: { status, body: { error: { message: 'no' } }, headers } });
}

const page = '<html><body>Welcome</body></html>';
const hang = 'hang';
const drip: Delivery = { writeBytes: [1], pauseMs: 250 };
/** Later than any deadline lets pass without a word, and in time for most. */
const slowMs = 1400;
const hugeText = 'and so on '.repeat(400_000);

/** What may be wrong with a service that is asked over HTTP. */
export const serviceFaults: Readonly<Record<string, ServiceFault>> = {
  refuse: 'refuses',
  reset: everywhere({ breaksOff: { at: 'headers', how: 'reset' } }),
  'tls-close': 'slams',
  'hang-before-headers': everywhere({ breaksOff: { at: 'headers', how: hang } }),
  'hang-after-first-chunk': {
    model: { breaksOff: { at: { pieces: 2 }, how: hang } },
    ear: { breaksOff: { at: { bytes: 5 }, how: hang } },
    voice: { breaksOff: { at: { pieces: 1 }, how: hang } },
  },
  'keep-alives': { model: { commentMs: 200, firstTokenMs: Infinity }, ear: drip, voice: drip },
  slow: everywhere({ delayMs: slowMs }),
  '401': refusal(401),
  '429-retry-after': refusal(429, { 'retry-after': '20' }),
  '429': refusal(429),
  '500': refusal(500),
  '503': refusal(503),
  'malformed-json': {
    model: { spoiled: { afterTokens: 0, by: 'malformed' } },
    ear: { bodyInstead: '{"text":"Why is the' },
    voice: { contentType: 'application/json', bodyInstead: '{"err' },
  },
  'cut-in-utf8': {
    model: { text: 'The colour is bleu foncé.', breaksOff: { at: 'character', how: 'cut' } },
    ear: { text: 'Né, why is the sky blue?', breaksOff: { at: 'character', how: 'cut' } },
    voice: { breaksOff: { at: { bytes: 3001 }, how: 'cut' } },
  },
  'no-end': {
    model: { breaksOff: { at: { pieces: 4 }, how: 'end' } },
    ear: { breaksOff: { at: { bytes: 5 }, how: 'end' } },
    voice: { breaksOff: { at: { bytes: 3001 }, how: 'end' } },
  },
  'wrong-type': everywhere({ contentType: 'text/html; charset=utf-8', bodyInstead: page }),
  empty: { model: { text: '' }, ear: { text: '' }, voice: { bodyInstead: new Uint8Array() } },
  huge: {
    model: { endless: true },
    ear: { bodyInstead: JSON.stringify({ text: hugeText }) },
    voice: { endless: true },
  },
};
