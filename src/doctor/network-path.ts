import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { networkCode } from '../common/vendors/vendor-server.js';

const layerMs = 2000;

/**
 * Where the way to a server ends: its name, the connection or TLS, tried one after the other. Null when
 * all three are well, so that the fault is in what is said over them.
 */
export async function brokenLayer(url: string, signal: AbortSignal): Promise<string | null> {
  const { hostname, protocol, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const place = { host, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
  try {
    await lookup(host);
  } catch (error) {
    return `the name ${host} cannot be resolved (${networkCode(error)})`;
  }
  const tcp = await attempt(() => connectTcp(place), 'connect', signal);
  if (tcp === timedOut)
    return `${host}:${place.port} does not answer; a firewall may be in between`;
  if (tcp !== null) return `${host}:${place.port} accepts no connection (${tcp})`;
  if (protocol !== 'https:') return null;
  const tls = await attempt(
    () => connectTls({ ...place, ...(isIP(host) === 0 && { servername: host }) }),
    'secureConnect',
    signal,
  );
  return tls === null ? null : `TLS with ${host} fails (${tls}); look at its certificate`;
}

const timedOut = 'no answer';

/** Null when the socket got as far as `event`, or why it did not. */
async function attempt(
  open: () => Socket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<string | null> {
  const socket = open();
  const late = AbortSignal.timeout(layerMs);
  try {
    await once(socket, event, { signal: AbortSignal.any([signal, late]) });
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return late.aborted ? timedOut : networkCode(error);
  } finally {
    socket.destroy();
  }
}
