import { CoquiStandIn } from '../../../../../test/support/vendors/local/coqui-stand-in.js';
import { collect } from '../../testing/collect.js';
import { servedByCoqui } from '../../testing/contract/served.js';
import { servedSynthesizerContract } from '../../testing/synthesizer-contract.js';
import { CoquiServer } from './coqui-server.provider.js';

servedSynthesizerContract('coqui_local with a server', async () =>
  servedByCoqui((baseUrl) => new CoquiServer({ baseUrl })),
);

describe('CoquiServer', () => {
  let server: CoquiStandIn;
  let synthesizer: CoquiServer;

  beforeEach(async () => {
    server = await CoquiStandIn.start();
    synthesizer = new CoquiServer({ baseUrl: server.url, speakerId: 'p225' });
  });

  afterEach(async () => {
    await synthesizer.close();
    await server.close();
  });

  it('asks for the speaker, piece by piece, so that the first is heard soon', async () => {
    await collect(synthesizer, { text: 'Well done! Now tell me about your family.' });
    expect(server.requestsTo('tts').map(({ body }) => body)).toEqual([
      { text: 'Well done!', speaker: 'p225', format: 'wav' },
      { text: 'Now tell me about your family.', speaker: 'p225', format: 'wav' },
    ]);
  });

  it.each([8000, 16_000, 24_000, 44_100, 48_000])(
    'speaks as long as a model of %d Hz does',
    async (sampleRateHz) => {
      const other = await CoquiStandIn.start({ sampleRateHz });
      const client = new CoquiServer({ baseUrl: other.url });
      const audio = await collect(client, { text: 'aaaaaaaaaaaaaaaaaaaa' });
      expect(audio.length / 8).toBeGreaterThan(1180);
      expect(audio.length / 8).toBeLessThan(1220);
      await Promise.all([client.close(), other.close()]);
    },
  );

  it('names the variables to check', async () => {
    server.plan('tts', { failure: { status: 400, body: { error: 'no such speaker' } } });
    await expect(collect(synthesizer, { text: 'Yes.' })).rejects.toThrow(
      'coqui_local: the server answered 400; check COQUI_URL and COQUI_SPEAKER_ID',
    );
    await server.refuse();
    await expect(collect(synthesizer, { text: 'Yes.' })).rejects.toThrow(
      'coqui_local: the connection failed; check COQUI_URL and the network',
    );
  });
});
