import fc from 'fast-check';
import {
  clearMessage,
  markMessage,
  mediaMessage,
  parseMessage,
  WireError,
} from './twilio-messages.js';

const start = {
  event: 'start',
  sequenceNumber: '1',
  streamSid: 'MZ1',
  start: {
    streamSid: 'MZ1',
    accountSid: 'AC1',
    callSid: 'CA1',
    tracks: ['inbound'],
    customParameters: { token: 'secret' },
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
  },
};

const parse = (message: unknown): ReturnType<typeof parseMessage> =>
  parseMessage(JSON.stringify(message));

describe('messages from Twilio', () => {
  it('reads the start of a stream with its parameters and format', () => {
    expect(parse(start)).toEqual({
      event: 'start',
      streamSid: 'MZ1',
      callSid: 'CA1',
      parameters: { token: 'secret' },
      isMulaw8k: true,
    });
  });

  it('notices a format that is not the telephone’s', () => {
    const format = { encoding: 'audio/l16', sampleRate: 16000, channels: 1 };
    expect(parse({ ...start, start: { ...start.start, mediaFormat: format } })).toMatchObject({
      isMulaw8k: false,
    });
  });

  it('decodes audio of any length', () => {
    const audio = Uint8Array.from({ length: 161 }, (_, index) => index);
    const payload = Buffer.from(audio).toString('base64');
    const message = parse({ event: 'media', media: { track: 'inbound', chunk: '2', payload } });
    expect(message.event === 'media' && Array.from(message.audio)).toEqual(Array.from(audio));
  });

  it('reads keys, marks, connected and stop', () => {
    expect(parse({ event: 'dtmf', dtmf: { track: 'inbound_track', digit: '#' } })).toEqual({
      event: 'dtmf',
      digit: '#',
    });
    expect(parse({ event: 'mark', mark: { name: '3.1' } })).toEqual({ event: 'mark', name: '3.1' });
    expect(parse({ event: 'connected', protocol: 'Call' })).toEqual({ event: 'connected' });
    expect(parse({ event: 'stop', stop: {} })).toEqual({ event: 'stop' });
  });

  it('lets an event pass that it does not know', () => {
    expect(parse({ event: 'weather' })).toEqual({ event: 'unknown' });
  });

  it.each([
    ['no JSON', '{"event":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no event', '{}'],
    ['media without a payload', '{"event":"media","media":{}}'],
    ['a payload that is not base64', '{"event":"media","media":{"payload":"%%%%"}}'],
    ['a payload of a broken length', '{"event":"media","media":{"payload":"abc"}}'],
    ['a key that no telephone has', '{"event":"dtmf","dtmf":{"digit":"12"}}'],
    ['a mark without a name', '{"event":"mark","mark":{}}'],
    ['a start without its inside', '{"event":"start"}'],
    [
      'parameters that are a list',
      JSON.stringify({ ...start, start: { ...start.start, customParameters: [] } }),
    ],
  ])('refuses %s', (_, text) => {
    expect(() => parseMessage(text)).toThrow(WireError);
  });

  it('answers every text with a message or a WireError, and never repeats the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseMessage(text);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          if (text.length > 12) expect((error as Error).message).not.toContain(text);
        }
      }),
    );
  });
});

describe('messages to Twilio', () => {
  it('carry audio that reads back the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), (audio) => {
        const message = parseMessage(mediaMessage('MZ1', audio));
        expect(message.event === 'media' && Array.from(message.audio)).toEqual(Array.from(audio));
      }),
    );
  });

  it('name the stream', () => {
    expect(JSON.parse(markMessage('MZ1', '1.2'))).toEqual({
      event: 'mark',
      streamSid: 'MZ1',
      mark: { name: '1.2' },
    });
    expect(JSON.parse(clearMessage('MZ1'))).toEqual({ event: 'clear', streamSid: 'MZ1' });
    expect(JSON.parse(mediaMessage('MZ1', Uint8Array.of(255)))).toMatchObject({ streamSid: 'MZ1' });
  });
});
