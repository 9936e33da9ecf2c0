import twilio from 'twilio';

import { parseTwiml } from './parse-twiml.js';

describe('reading TwiML', () => {
  it('reads what the vendor’s own builder writes, escapes included', () => {
    const response = new twilio.twiml.VoiceResponse();
    const stream = response
      .connect({ action: '/ended?a=1&b=2' })
      .stream({ url: 'wss://voice.example/webhook/media-stream' });
    stream.parameter({ name: 'token', value: '<"&\'>' });
    response.say('Please call again & again.');
    response.redirect({ method: 'GET' }, '/webhook/call');
    expect(parseTwiml(response.toString())).toEqual({
      verbs: [
        {
          verb: 'Connect',
          action: { url: '/ended?a=1&b=2', method: 'POST' },
          stream: {
            url: 'wss://voice.example/webhook/media-stream',
            parameters: { token: '<"&\'>' },
          },
        },
        { verb: 'Say', text: 'Please call again & again.' },
        { verb: 'Redirect', to: { url: '/webhook/call', method: 'GET' } },
      ],
      notices: [],
    });
  });

  it('gives <Gather> and <Pause> Twilio’s defaults', () => {
    const { verbs } = parseTwiml('<Response><Gather><Say>Press.</Say></Gather><Pause/></Response>');
    expect(verbs).toEqual([
      {
        verb: 'Gather',
        action: { url: '', method: 'POST' },
        timeoutMs: 5_000,
        numDigits: Infinity,
        finishOnKey: '#',
        actionOnEmptyResult: false,
        prompts: [{ verb: 'Say', text: 'Press.' }],
      },
      { verb: 'Pause', lengthMs: 1_000 },
    ]);
  });

  it('reads the texts of an answer to a text message, with and without <Body>', () => {
    const { verbs } = parseTwiml(
      '<Response><Message>One</Message><Message><Body>Two</Body></Message></Response>',
    );
    expect(verbs).toEqual([
      { verb: 'Message', text: 'One' },
      { verb: 'Message', text: 'Two' },
    ]);
  });

  it.each([
    ['an unclosed tag', '<Response><Say>Hello</Response>'],
    ['a second root', '<Response/><Response/>'],
    ['no XML', 'Internal server error'],
    ['nothing', ''],
    ['another root', '<html/>'],
    ['an unknown entity', '<Response><Say>&nothing;</Say></Response>'],
  ])('makes %s error 12100 and does nothing', (_what, xml) => {
    const { verbs, notices } = parseTwiml(xml);
    expect(verbs).toEqual([]);
    expect(notices).toMatchObject([{ level: 'error', code: 12100 }]);
  });

  it.each([
    ['an unknown verb', '<Response><Sing/><Hangup/></Response>'],
    ['<Connect> without a stream', '<Response><Connect/><Hangup/></Response>'],
  ])('passes over %s with warning 12200', (_what, xml) => {
    const { verbs, notices } = parseTwiml(xml);
    expect(verbs).toEqual([{ verb: 'Hangup' }]);
    expect(notices).toMatchObject([{ level: 'warning', code: 12200 }]);
  });

  it('passes over a <Parameter> without a value with warning 12200', () => {
    const { verbs, notices } = parseTwiml(
      '<Response><Connect><Stream url="/s"><Parameter name="a"/></Stream></Connect></Response>',
    );
    expect(verbs).toMatchObject([{ stream: { url: '/s', parameters: {} } }]);
    expect(notices).toMatchObject([{ level: 'warning', code: 12200 }]);
  });
});
