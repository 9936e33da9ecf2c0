import { babble } from '../../audio/babble.js';
import { encodeMuLaw } from '../../audio/mu-law.js';
import { DeepgramStandIn } from '../deepgram-stand-in.js';
import { type Ear, listenTo, sdkClient } from '../sdk-client.js';

const query = {
  model: 'flux-general-en',
  encoding: 'mulaw',
  sample_rate: 8000,
  reconnectAttempts: 0,
} as const;

const speech = encodeMuLaw(babble('aeiouaeiouaeiouaeiou', 8_000));
const silence = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(0xff);

let standIn: DeepgramStandIn;

beforeEach(async () => {
  standIn = await DeepgramStandIn.start({
    flux: { texts: ['Five and', 'two is seven.', 'Yes.'], eagerMs: 200, endOfTurnMs: 500 },
  });
});

afterEach(async () => {
  await standIn.close();
});

type Socket = Awaited<ReturnType<ReturnType<typeof sdkClient>['listen']['v2']['connect']>>;

async function open(overrides: object = {}): Promise<[Socket, Ear]> {
  const socket = await sdkClient(standIn.url).listen.v2.connect({ ...query, ...overrides });
  return [socket, await listenTo(socket)];
}

/** Each event but the updates, with its turn and its words. */
function turns(ear: Ear): unknown[] {
  return ear.messages
    .filter(({ type, event }) => type === 'TurnInfo' && event !== 'Update')
    .map(({ event, turn_index, transcript }) => [event, turn_index, transcript]);
}

async function until(ear: Ear, event: string, count = 1): Promise<void> {
  const count_ = (): number => ear.messages.filter((message) => message['event'] === event).length;
  while (count_() < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('turns told by the Deepgram stand-in (Flux) through the SDK', () => {
  it('tells the start, updates, and the end of a turn', async () => {
    const [socket, ear] = await open();
    socket.sendMedia(speech);
    socket.sendMedia(silence(600));
    await until(ear, 'EndOfTurn');
    expect(turns(ear)).toEqual([
      ['StartOfTurn', 0, 'Five'],
      ['EndOfTurn', 0, 'Five and'],
    ]);
    expect(ear.messages.filter(({ event }) => event === 'Update').length).toBeGreaterThan(4);
    expect(ear.messages.find(({ event }) => event === 'EndOfTurn')?.['trigger']).toBe('model');
    expect(ear.messages.map((message) => message['sequence_id'])).toEqual(
      ear.messages.map((_, index) => index),
    );
    socket.close();
  });

  it('tells a probable end, that the turn goes on, and ends with the words of the last such end', async () => {
    const [socket, ear] = await open({ eager_eot_threshold: 0.4 });
    for (const audio of [speech, silence(300), speech, silence(600)]) socket.sendMedia(audio);
    await until(ear, 'EndOfTurn');
    expect(turns(ear)).toEqual([
      ['StartOfTurn', 0, 'Five'],
      ['EagerEndOfTurn', 0, 'Five and'],
      ['TurnResumed', 0, 'Five and'],
      ['EagerEndOfTurn', 0, 'Five and two is seven.'],
      ['EndOfTurn', 0, 'Five and two is seven.'],
    ]);
    socket.close();
  });

  it('ends a turn by force and by time, and counts the turns', async () => {
    standIn.plan('flux', { endOfTurnMs: 10_000 });
    const [socket, ear] = await open({ eot_timeout_ms: 500 });
    socket.sendMedia(speech);
    socket.sendForceEndTurn({ type: 'ForceEndTurn' });
    socket.sendMedia(speech);
    socket.sendMedia(silence(600));
    await until(ear, 'EndOfTurn', 2);
    expect(
      ear.messages
        .filter(({ event }) => event === 'EndOfTurn')
        .map(({ trigger, turn_index }) => [trigger, turn_index]),
    ).toEqual([
      ['manual', 0],
      ['timeout', 1],
    ]);
    socket.close();
  });

  it('takes speech without a planned text for noise', async () => {
    standIn.plan('flux', { texts: [] });
    const [socket, ear] = await open();
    socket.sendMedia(speech);
    socket.sendMedia(silence(600));
    socket.sendCloseStream({ type: 'CloseStream' });
    await ear.closed;
    const [connected, ...updates] = ear.messages;
    expect(connected).toMatchObject({ type: 'Connected' });
    for (const update of updates) expect(update).toMatchObject({ event: 'Update', transcript: '' });
  });

  it('takes new thresholds while it listens', async () => {
    const [socket, ear] = await open();
    socket.sendConfigure({ type: 'Configure', thresholds: { eager_eot_threshold: 0.5 } });
    expect(await ear.heard('ConfigureSuccess')).toMatchObject([
      { thresholds: { eager_eot_threshold: 0.5, eot_threshold: 0.7 } },
    ]);
    socket.sendMedia(speech);
    socket.sendMedia(silence(300));
    await until(ear, 'EagerEndOfTurn');
    socket.close();
  });

  it('has no KeepAlive: it is an error that ends the stream', async () => {
    const [socket, ear] = await open();
    socket.socket.send('{"type":"KeepAlive"}');
    expect(await ear.heard('Error')).toMatchObject([{ code: 'UNPARSABLE_CLIENT_MESSAGE' }]);
    expect(await ear.closed).toMatchObject({ code: 1008 });
  });

  it('closes properly when asked to', async () => {
    const [socket, ear] = await open();
    socket.sendMedia(speech);
    socket.sendCloseStream({ type: 'CloseStream' });
    expect(await ear.closed).toMatchObject({ code: 1000 });
    expect(turns(ear).at(-1)).toEqual(['EndOfTurn', 0, 'Five and']);
  });

  it.each([
    { eot_threshold: 0.2 },
    { eager_eot_threshold: 0.95 },
    { eot_timeout_ms: 100 },
    { model: 'nova-3' },
  ])('refuses %j at the handshake', async (overrides) => {
    await expect(open(overrides)).rejects.toHaveProperty(
      'message',
      expect.stringContaining('response: 400'),
    );
    expect(standIn.refused).toMatchObject([{ failure: { status: 400 } }]);
  });
});
