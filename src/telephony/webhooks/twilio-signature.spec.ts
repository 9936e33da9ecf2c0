import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { authToken, testSettings } from '../testing/telephony-app.js';
import { TwilioSignature } from './twilio-signature.js';

const path = '/webhook/media-stream';

function signatureFor(origin: string, token = authToken): TwilioSignature {
  const settings = testSettings({ PUBLIC_BASE_URL: origin, TWILIO_AUTH_TOKEN: token });
  return new TwilioSignature(settings, new MemoryLog());
}

function upgrade(url: string, signature?: string | string[]): IncomingMessage {
  return { url, headers: { 'x-twilio-signature': signature } } as unknown as IncomingMessage;
}

const signed = (url: string, token = authToken): string =>
  webhooks.getExpectedTwilioSignature(token, url, {});

describe('verifyUpgrade', () => {
  it.each([
    ['https://tutor.example', `wss://tutor.example${path}`],
    ['https://tutor.example/', `wss://tutor.example${path}`],
    ['https://tutor.example', `wss://tutor.example${path}/`],
    ['https://tutor.example:8443', `wss://tutor.example:8443${path}`],
    ['http://127.0.0.1:8000', `ws://127.0.0.1:8000${path}`],
    ['http://127.0.0.1:8000', `ws://127.0.0.1:8000${path}/`],
  ])('with the origin %s accepts a signature over %s', (origin, url) => {
    expect(signatureFor(origin).verifyUpgrade(upgrade(path, signed(url)))).toBe(true);
  });

  it.each([
    ['https', `https://tutor.example${path}`],
    ['another host', `wss://elsewhere.example${path}`],
    ['another path', 'wss://tutor.example/webhook/media'],
    ['a query', `wss://tutor.example${path}?token=1`],
    ['two slashes', `wss://tutor.example${path}//`],
  ])('refuses a signature over %s', (_name, url) => {
    expect(signatureFor('https://tutor.example').verifyUpgrade(upgrade(path, signed(url)))).toBe(
      false,
    );
  });

  const right = signed(`wss://tutor.example${path}`);

  it.each([`${path}?`, `${path}?token=1`, `/other`, `${path}/x`, `http://h${path}`, ''])(
    'refuses the request target %j whatever its signature',
    (target) => {
      expect(signatureFor('https://tutor.example').verifyUpgrade(upgrade(target, right))).toBe(
        false,
      );
      expect(signatureFor('https://tutor.example', '').verifyUpgrade(upgrade(target))).toBe(false);
    },
  );

  it('refuses a missing, an empty, a doubled and a foreign signature', () => {
    const signature = signatureFor('https://tutor.example');
    for (const header of [undefined, '', [right, right], `${right}, ${right}`, right.toLowerCase()])
      expect(signature.verifyUpgrade(upgrade(path, header))).toBe(false);
    const foreign = signed(`wss://tutor.example${path}`, 'another-token');
    expect(signature.verifyUpgrade(upgrade(path, foreign))).toBe(false);
  });

  it('refuses every altered signature, and never throws', () => {
    const signature = signatureFor('https://tutor.example');
    fc.assert(
      fc.property(fc.string(), fc.nat(27), (noise, at) => {
        const altered = right.slice(0, at) + noise + right.slice(at + 1);
        expect(signature.verifyUpgrade(upgrade(path, altered))).toBe(altered === right);
      }),
    );
  });

  it('accepts an unsigned upgrade only while no auth token is set', () => {
    expect(signatureFor('https://tutor.example', '').verifyUpgrade(upgrade(path))).toBe(true);
    expect(signatureFor('https://tutor.example').verifyUpgrade(upgrade(path))).toBe(false);
  });
});
