import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ADMISSION_GATE,
  CallLifecycle,
  CallStates,
  StreamTokens,
  type AdmissionGate,
  type CompletedCall,
} from '../../src/telephony/index.js';
import {
  newCallSid,
  startTelephony,
  type TelephonyApp,
} from '../../src/telephony/testing/telephony-app.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startRedis(port: number): Promise<ChildProcess> {
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--daemonize',
    'no',
  ];
  const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of redis.stdout) {
    if (String(line).includes('Ready to accept connections')) break;
  }
  return redis;
}

async function stop(redis: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  const gone = once(redis, 'exit');
  redis.kill(signal);
  await gone;
}

describe('the voice webhooks while Redis is away', () => {
  const apology = /<Say>I am sorry[^<]*<\/Say><Hangup\/>/;
  let port: number;
  let redis: ChildProcess;
  let phone: TelephonyApp;

  beforeEach(async () => {
    port = await freePort();
    redis = await startRedis(port);
    phone = await startTelephony(`redis://127.0.0.1:${String(port)}`, { MAX_CALLS: '1' });
  });
  afterEach(async () => {
    await phone.close();
    if (redis.exitCode === null && redis.signalCode === null) await stop(redis);
  });

  const ask = async (): Promise<string> =>
    (await phone.post('/webhook/call', { CallSid: newCallSid(), From: '+250788123456' })).text();

  const troubles = (): number =>
    phone.log.messages('error').filter((message) => message.includes('cannot be connected')).length;

  it('apologise, say so once in the log, and connect calls again when it is back', async () => {
    await stop(redis);
    for (let i = 0; i < 3; i++) expect(await ask()).toMatch(apology);
    expect(troubles()).toBe(1);
    redis = await startRedis(port);
    let twiml = await ask();
    for (let i = 0; i < 50 && apology.test(twiml); i++) {
      await pause(100);
      twiml = await ask();
    }
    expect(twiml).toContain('<Connect>');
    expect(phone.log.messages('info')).toContain('calls are connected again');
    expect(phone.app.get<AdmissionGate>(ADMISSION_GATE).reserve(newCallSid())).toBe('busy');
    await stop(redis);
    await ask();
    expect(troubles()).toBe(2);
  });

  it('apologise within half a second when Redis hangs', async () => {
    redis.kill('SIGSTOP');
    const startedAt = performance.now();
    expect(await ask()).toMatch(apology);
    expect(performance.now() - startedAt).toBeLessThan(500);
    redis.kill('SIGCONT');
  });

  it('keep no number in the log', async () => {
    await stop(redis);
    await ask();
    expect(JSON.stringify(phone.log.lines)).not.toContain('788123456');
  });

  it('let no stream in, since its token cannot be checked', async () => {
    const tokens = phone.app.get(StreamTokens);
    const callSid = newCallSid();
    const token = await tokens.issue(callSid);
    await stop(redis);
    await expect(tokens.redeem(token, callSid)).rejects.toThrow();
    await expect(tokens.issue(callSid)).rejects.toThrow();
  });

  it('leave a live call alone: saving fails without throwing', async () => {
    const call = { callSid: newCallSid(), caller: 'caller_1' };
    const progress = {
      turn: 1,
      tutor: { module: 'maths', lesson: {}, history: [], openQuestion: null },
      bargeIns: { active: false, real: 0, falseAlarms: 0 },
    };
    const calls = phone.app.get(CallStates);
    expect(await calls.save(call, progress)).toBe(true);
    await stop(redis);
    expect(await calls.save(call, progress)).toBe(false);
  });

  it('still report the end of a call', async () => {
    const completed: CompletedCall[] = [];
    phone.app.get(CallLifecycle).onCompleted((call) => completed.push(call));
    await stop(redis);
    const form = { CallSid: newCallSid(), From: '+250788123456', CallStatus: 'completed' };
    expect((await phone.post('/webhook/status', form)).status).toBe(204);
    expect(completed).toHaveLength(1);
  });
});
