import { startDaemon } from './daemon.mjs';
import { onFreePort } from './free-port.mjs';

const node = (script, more = {}) => ({
  name: 'Server',
  command: process.execPath,
  args: ['-e', script],
  ready: /ready/,
  stopSignals: ['SIGTERM', 'SIGKILL'],
  ...more,
});
const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('waits for the server to say that it is ready, and stops it', async () => {
  const daemon = await startDaemon(node(`console.error('ready'); setInterval(() => {}, 1000)`));
  expect(isAlive(daemon.pid)).toBe(true);
  await daemon.stop();
  expect(isAlive(daemon.pid)).toBe(false);
});

it('hands over what goes to standard input', async () => {
  const script = `process.stdin.on('data', (text) => console.log(String(text)))`;
  const daemon = await startDaemon(node(script, { input: 'are you ready?' }));
  await daemon.stop();
});

it('repeats the last words of a server that ends at once', async () => {
  const starting = startDaemon(node(`console.error('FATAL: no room'); process.exitCode = 1`));
  await expect(starting).rejects.toThrow(
    /^Server ended at once. Its last words:\n {2}FATAL: no room$/,
  );
});

it('says so when the program is missing', async () => {
  const starting = startDaemon(node('', { command: '/no/such/program' }));
  await expect(starting).rejects.toThrow('Server ended at once');
});

it('does not wait for ever, nor leave the server behind', async () => {
  const script = `console.log(process.pid); setInterval(() => {}, 1000)`;
  const error = await startDaemon(node(script, { deadlineMs: 500 })).catch((reason) => reason);
  expect(error.message).toContain('was not ready within 0.5 s');
  expect(isAlive(Number(error.message.split('\n').at(-1)))).toBe(false);
});

it('stops the server when the start is aborted', async () => {
  const controller = new AbortController();
  const starting = startDaemon(node('setInterval(() => {}, 1000)'), controller.signal);
  setTimeout(() => controller.abort(), 100);
  await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
});

it('tries another port when a neighbour was quicker', async () => {
  const ports = [];
  const port = await onFreePort(async (candidate) => {
    ports.push(candidate);
    if (ports.length < 3) throw new Error('bind: Address already in use');
    return candidate;
  });
  expect(ports).toHaveLength(3);
  expect(port).toBe(ports[2]);
});
