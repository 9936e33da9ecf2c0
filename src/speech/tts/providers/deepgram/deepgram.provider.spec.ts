import { DeepgramStandIn } from '../../../../../test/support/vendors/deepgram/deepgram-stand-in.js';
import { wavHeader } from '../../../../../test/support/vendors/audio/wav.js';
import { collect } from '../../testing/collect.js';
import { servedByDeepgram } from '../../testing/contract/served.js';
import { servedSynthesizerContract } from '../../testing/synthesizer-contract.js';
import { Deepgram } from './deepgram.provider.js';
import { withoutWavHeader } from './without-wav-header.js';

const never = new AbortController().signal;
const text = 'I went to the market.';

servedSynthesizerContract('deepgram', async () =>
  servedByDeepgram(
    (baseUrl) => new Deepgram({ apiKey: 'key', baseUrl, model: 'aura-2-thalia-en' }),
  ),
);

describe('Deepgram', () => {
  let server: DeepgramStandIn;
  let synthesizer: Deepgram;

  const withKey = (apiKey: string): Deepgram =>
    new Deepgram({ apiKey, baseUrl: server.url, model: 'aura-2-thalia-en' });

  beforeEach(async () => {
    server = await DeepgramStandIn.start({ apiKey: 'key' });
    synthesizer = withKey('key');
  });

  afterEach(async () => server.close());

  it('asks for the telephone’s own format without a container', async () => {
    await collect(synthesizer, { text });
    expect(server.requestsTo('speak').map(({ body }) => body)).toEqual([
      {
        text,
        model: 'aura-2-thalia-en',
        encoding: 'mulaw',
        sampleRateHz: 8000,
        container: 'none',
      },
    ]);
  });

  it('passes on the first audio while the rest is still to come', async () => {
    server.plan('speak', { speed: 1 });
    const startedAt = performance.now();
    for await (const chunk of synthesizer.synthesize({ text }, never)) {
      expect(chunk.length).toBeLessThan(8000);
      break;
    }
    expect(performance.now() - startedAt).toBeLessThan(400);
  });

  it('hangs up on the server when its listener leaves in the middle', async () => {
    server.plan('speak', { endless: true });
    for await (const chunk of synthesizer.synthesize({ text }, never)) {
      if (chunk.length > 0) break;
    }
    expect(await server.requestsTo('speak')[0]?.ended).toBe('dropped');
  });

  it('speaks a text that is longer than Deepgram takes in several requests', async () => {
    const long = 'She has two goats. '.repeat(250);
    server.planByDefault('speak', { speed: 10_000 });
    await collect(synthesizer, { text: long });
    const parts = server.requestsTo('speak').map(({ body }) => body.text);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.join('') === long.trimEnd()).toBe(true);
    expect(server.refused).toEqual([]);
  });

  it('reports a wrong key as rejected, naming the variable and not the key', async () => {
    await expect(collect(withKey('wrong'), { text })).rejects.toMatchObject({
      kind: 'rejected',
      message: 'deepgram: the server answered 401; check DEEPGRAM_API_KEY and DEEPGRAM_TTS_MODEL',
    });
  });
});

describe('withoutWavHeader', () => {
  const audio = Uint8Array.of(1, 2, 3, 4);
  const mulaw = { encoding: 'mulaw', sampleRateHz: 8000 } as const;
  const file = Buffer.concat([wavHeader(mulaw, audio.length), audio]);

  async function pass(bytes: Uint8Array, chunkBytes: number): Promise<Uint8Array> {
    async function* cut(): AsyncGenerator<Uint8Array> {
      await Promise.resolve();
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        yield bytes.subarray(at, at + chunkBytes);
      }
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of withoutWavHeader(cut())) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
  }

  it.each([1, 7, 44, 45, 1000])('takes the header off a stream in chunks of %d', async (size) => {
    expect(await pass(file, size)).toEqual(audio);
  });

  it.each([1, 5, 12, 100])(
    'leaves audio without a header alone, %d bytes of it',
    async (length) => {
      const bytes = new Uint8Array(length).fill(0x7e);
      expect(await pass(bytes, 3)).toEqual(bytes);
    },
  );
});
