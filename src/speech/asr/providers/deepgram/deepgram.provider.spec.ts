import { MemoryLog } from '../../../../../test/support/memory-log.js';
import { DeepgramStandIn } from '../../../../../test/support/vendors/deepgram/deepgram-stand-in.js';
import { SystemClock } from '../../../../common/clock.js';
import { recording, silence } from '../../../testing/recordings.js';
import { behindDeepgram } from '../../testing/contract/served.js';
import { SpokenCall, voice } from '../../testing/contract/spoken-call.js';
import { streamingRecognizerContract } from '../../testing/recognizer-contract.js';
import { Deepgram } from './deepgram.provider.js';

describe.each([
  ['nova-3', 'listen'],
  ['flux-general-en', 'flux'],
] as const)('Deepgram with %s', (model, endpoint) => {
  let server: DeepgramStandIn;
  let recognizer: Deepgram;
  let log: MemoryLog;

  const connect = (baseUrl: string, apiKey = 'key'): Deepgram =>
    new Deepgram({ apiKey, baseUrl, model }, new SystemClock(), log);

  beforeEach(async () => {
    log = new MemoryLog();
    server = await DeepgramStandIn.start({ apiKey: 'key' });
    recognizer = connect(server.url);
  });

  afterEach(async () => {
    await recognizer.close();
    await server.close();
  });

  streamingRecognizerContract('deepgram', async () => behindDeepgram(endpoint, connect));

  it('asks for the telephone’s own audio and sends it as it came', async () => {
    const call = new SpokenCall({ recognizer });
    await call.say(recording('yes.wav'));
    await call.say(voice(300));
    await call.words();
    const [request] = server.requestsTo(endpoint);
    expect(request?.body.query).toMatchObject({ model, encoding: 'mulaw', sample_rate: '8000' });
    expect(Buffer.compare(request?.body.audio ?? new Uint8Array(), call.audio)).toBe(0);
  });

  it('believes that the caller has finished when it has final words', async () => {
    server.plan(endpoint, { texts: ['It is seven.'] });
    const call = new SpokenCall({ recognizer });
    await call.saySentence();
    await call.words();
    expect(call.partials.at(-1)).toMatchObject({ isOver: true });
  });

  it('hears nothing in a cough', async () => {
    server.plan(endpoint, { texts: [''] });
    const call = new SpokenCall({ recognizer });
    await call.say(recording('cough.wav'));
    await call.say(silence(160));
    expect(await call.words()).toBe('');
  });

  it('names the variables to check, and not the key, when the key is wrong', async () => {
    await recognizer.close();
    recognizer = connect(server.url, 'wrong');
    const call = new SpokenCall({ recognizer });
    await call.say(voice(200));
    expect((await call.outcome()).error).toMatchObject({
      kind: 'rejected',
      message: 'deepgram: the server answered 401; check DEEPGRAM_API_KEY and DEEPGRAM_STT_MODEL',
    });
    expect(log.lines).toEqual([]);
  });

  it('tells the operator of each connection that it lost', async () => {
    server.plan(endpoint, { failure: { status: 503, body: '' } }, { texts: ['It is seven.'] });
    const call = new SpokenCall({ recognizer });
    await call.saySentence();
    expect(await call.words()).toBe('It is seven.');
    expect(log.lines).toMatchObject([
      { level: 'warn', message: 'recognition has no connection', status: 503 },
    ]);
  });

  it('takes leave of the vendor', async () => {
    const call = new SpokenCall({ recognizer });
    await call.saySentence();
    await call.words();
    await call.stream.close();
    const [request] = server.requestsTo(endpoint);
    expect(request?.body.texts.at(-1)).toEqual({ type: 'CloseStream' });
    expect(await request?.ended).toBe('answered');
  });
});
