import { joined, recordingOf, silence, tone } from '../../audio/index.js';
import { TwilioSimulator } from '../index.js';
import { ScriptedServer, type ServerScript } from './scripted-server.js';

export const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a-token' };
export const numbers = { from: '+250788000001', to: '+14155550100' };

/** 200 ms of silence, half a second of speech, 300 ms of silence. */
export const word = recordingOf('word', joined(silence(200), tone(500), silence(300)));

/** TwiML that opens a stream to the server itself and then goes on with `verbsAfter`. */
export function connectTwiml(origin: string, verbsAfter = ''): string {
  const url = `${origin.replace('http', 'ws')}/webhook/media-stream`;
  const stream = `<Stream url="${url}"><Parameter name="token" value="t1"/></Stream>`;
  return `<Response><Connect>${stream}</Connect>${verbsAfter}</Response>`;
}

/** A server that opens a stream for every call unless the script says otherwise, and its Twilio. */
export async function startServer(
  script: Partial<ServerScript> = {},
): Promise<{ server: ScriptedServer; twilio: TwilioSimulator }> {
  const server = await ScriptedServer.start({
    answer: ({ path }, origin) => (path === '/webhook/call' ? connectTwiml(origin) : ''),
    ...script,
  });
  return { server, twilio: new TwilioSimulator({ ...account, publicBaseUrl: server.origin }) };
}
