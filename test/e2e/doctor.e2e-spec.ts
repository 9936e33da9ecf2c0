import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Patient } from '../support/patient.js';
import { startServer, type RunningServer } from '../support/server/server-process.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

describe('the doctor and a running server', () => {
  let patient: Patient;
  let server: RunningServer;

  beforeAll(async () => {
    patient = await Patient.arrive();
    server = await startServer(patient.folder, patient.environment);
  }, 90_000);

  afterAll(async () => {
    await server.stop();
    await patient.leave();
  });

  function doctor(
    args: readonly string[],
    changes: Readonly<Record<string, string>> = {},
  ): ChildProcessByStdio<null, Readable, null> {
    const command = ['--import', '@swc-node/register/esm-register', 'src/doctor.ts', ...args];
    const env = { ...process.env, ...patient.environment, ...changes };
    return spawn(process.execPath, command, {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  it('finds that Twilio’s word is taken and nobody else’s, for webhooks and streams', async () => {
    const findings = await patient.examine({ PUBLIC_BASE_URL: server.url });
    expect(findings).toEqual(
      expect.arrayContaining([
        { subject: 'public URL', verdict: 'ok', message: `BAKAME answers at ${server.url}` },
        {
          subject: 'signature',
          verdict: 'ok',
          message: 'a right one is taken and a wrong one refused',
        },
        { subject: 'media stream', verdict: 'ok', message: 'the WebSocket opens' },
      ]),
    );
  });

  it('finds that the server knows another token', async () => {
    const found = await patient.complaints({
      PUBLIC_BASE_URL: server.url,
      TWILIO_AUTH_TOKEN: 'another',
    });
    expect(found).toEqual([
      expect.stringMatching(/^fault Twilio: refuses the account/),
      expect.stringMatching(/^fault signature: the server refuses a right signature/),
      expect.stringMatching(/^fault media stream: the server refuses a right signature/),
    ]);
  });

  it('prints JSON without colours and exits with 0 when all is well', async () => {
    const child = doctor(['--json'], { PUBLIC_BASE_URL: server.url });
    const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(JSON.parse(output)).toMatchObject({ status: 'ok' });
    expect(child.exitCode).toBe(0);
  });

  it('ends at once at Ctrl-C, whatever hangs', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    const child = doctor([], { REDIS_URL: `redis://127.0.0.1:${port}` });
    await once(mute, 'connection');
    const startMs = performance.now();
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(child.exitCode).toBe(130);
    expect(performance.now() - startMs).toBeLessThan(1000);
    mute.close();
  });
});
