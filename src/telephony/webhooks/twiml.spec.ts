import fc from 'fast-check';
import { publicUrls } from '../public-urls.js';
import { connectStream, hangUp, sayAndHangUp, waitAndAskAgain } from './twiml.js';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>';

describe('TwiML', () => {
  const urls = publicUrls('https://tutor.example/');

  it('connects a stream with its token, then comes back', () => {
    expect(connectStream(urls, 'abc')).toBe(
      `${prolog}<Response><Connect><Stream url="wss://tutor.example/webhook/media-stream">` +
        '<Parameter name="token" value="abc"/></Stream></Connect>' +
        '<Redirect method="POST">https://tutor.example/webhook/call</Redirect></Response>',
    );
  });

  it('streams without TLS to a loopback origin only', () => {
    const local = publicUrls('http://127.0.0.1:8000');
    expect(connectStream(local, 'abc')).toContain('url="ws://127.0.0.1:8000/webhook/media-stream"');
  });

  it('speaks, pauses and asks again', () => {
    expect(waitAndAskAgain(urls, 'One moment.')).toBe(
      `${prolog}<Response><Say>One moment.</Say><Pause length="3"/>` +
        '<Redirect method="POST">https://tutor.example/webhook/call</Redirect></Response>',
    );
  });

  it('hangs up, with or without words', () => {
    expect(hangUp()).toBe(`${prolog}<Response><Hangup/></Response>`);
    expect(sayAndHangUp('Bye.')).toBe(`${prolog}<Response><Say>Bye.</Say><Hangup/></Response>`);
  });

  it('lets no words out of their element', () => {
    fc.assert(
      fc.property(fc.string(), (words) => {
        const [, inside] = /<Say>([^]*)<\/Say><Hangup\/>/.exec(sayAndHangUp(words)) ?? [];
        expect(inside ?? '').not.toMatch(/[<>]/);
      }),
    );
  });
});
