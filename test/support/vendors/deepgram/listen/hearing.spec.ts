import { setTimeout as sleep } from 'node:timers/promises';
import { encodeMuLaw } from '../../audio/mu-law.js';
import type { WavAudio } from '../../audio/wav.js';
import { DeepgramStandIn } from '../deepgram-stand-in.js';
import { type Ear, listenTo, sdkClient } from '../sdk-client.js';

const perMs = 8;
const msPerWord = 300;
const numbers = ['one', 'two', 'three', 'four', 'five', 'six'];

/** A word for each 300 ms of a loud sound in the audio. */
function recognise({ samples }: WavAudio): string {
  const loud = samples.filter((sample) => sample > 5_000).length;
  return numbers.slice(0, Math.floor(loud / (msPerWord * perMs))).join(' ');
}

function tone(ms: number, amplitude: number): Uint8Array {
  return encodeMuLaw(new Int16Array(ms * perMs).fill(amplitude));
}

const words = (count: number): Uint8Array => tone(count * msPerWord, 8_000);
const noise = (ms: number): Uint8Array => tone(ms, 800);
const silence = (ms: number): Uint8Array => tone(ms, 0);

interface Result {
  readonly is_final: boolean;
  readonly channel: {
    readonly alternatives: readonly [
      { readonly transcript: string; readonly words: readonly { readonly start: number }[] },
    ];
  };
}

describe('a Deepgram stand-in with a recogniser', () => {
  let standIn: DeepgramStandIn;

  beforeEach(async () => {
    standIn = await DeepgramStandIn.start({ listen: { recognise }, flux: { recognise } });
  });

  afterEach(async () => {
    await standIn.close();
  });

  const format = { encoding: 'mulaw', reconnectAttempts: 0 } as const;

  async function openNova(options: object = {}): Promise<[(audio: Uint8Array) => void, Ear]> {
    const query = { ...format, sample_rate: '8000', model: 'nova-3', endpointing: '200' } as const;
    const { listen } = sdkClient(standIn.url);
    const socket = await listen.v1.connect({ ...query, ...options });
    const ear = await listenTo(socket);
    return [socket.sendMedia.bind(socket), ear];
  }

  async function results(ear: Ear, count: number): Promise<readonly Result[]> {
    return (await ear.heard('Results', count)) as unknown as readonly Result[];
  }

  const said = ({ channel, is_final }: Result): [string, boolean] => [
    channel.alternatives[0].transcript,
    is_final,
  ];

  it('tells every 300 ms what the audio holds up to there', async () => {
    const [send, ear] = await openNova({ interim_results: 'true' });
    for (const audio of [words(3), silence(300)]) send(audio);
    expect((await results(ear, 4)).map(said)).toEqual([
      ['one', false],
      ['one two', false],
      ['one two three', false],
      ['one two three', true],
    ]);
  });

  it('says when each word was spoken, though noise came before', async () => {
    const [send, ear] = await openNova();
    for (const audio of [noise(600), words(2), silence(300)]) send(audio);
    const [final] = await results(ear, 1);
    expect(final?.channel.alternatives[0].words).toMatchObject([
      { word: 'one', start: 0.6, end: 0.9 },
      { word: 'two', start: 0.9, end: 1.2 },
    ]);
  });

  it('loses no word where a final cuts the audio, and tells none twice', async () => {
    const [send, ear] = await openNova();
    for (const audio of [words(1.5), silence(300), words(1.5), silence(300)]) send(audio);
    expect((await results(ear, 2)).map(said)).toEqual([
      ['one', true],
      ['two three', true],
    ]);
  });

  it('hears something new after two seconds of silence', async () => {
    const [send, ear] = await openNova();
    for (const audio of [words(1), silence(2_000), words(2), silence(300)]) send(audio);
    expect((await results(ear, 2)).map(said)).toEqual([
      ['one', true],
      ['one two', true],
    ]);
  });

  it('prefers a text that is planned', async () => {
    standIn.plan('listen', { texts: ['Seven.'] });
    const [send, ear] = await openNova();
    for (const audio of [words(1), silence(300)]) send(audio);
    expect((await results(ear, 1)).map(said)).toEqual([['Seven.', true]]);
  });

  it('starts a turn of Flux with its first word, and goes on with the next', async () => {
    const socket = await sdkClient(standIn.url).listen.v2.connect({
      ...format,
      sample_rate: 8000,
      model: 'flux-general-en',
      eager_eot_threshold: 0.4,
    });
    const ear = await listenTo(socket);
    for (const audio of [noise(500), words(2), silence(300), words(1), silence(600)]) {
      socket.sendMedia(audio);
    }
    const isOver = (): boolean => ear.messages.some(({ event }) => event === 'EndOfTurn');
    while (!isOver()) await sleep(5);
    const turns = ear.messages.filter(({ event }) => event !== undefined && event !== 'Update');
    expect(turns.map(({ event, transcript }) => [event, transcript])).toEqual([
      ['StartOfTurn', 'one'],
      ['EagerEndOfTurn', 'one two'],
      ['TurnResumed', 'one two'],
      ['EagerEndOfTurn', 'one two three'],
      ['EndOfTurn', 'one two three'],
    ]);
  });
});
