import { Redis } from 'ioredis';
import { reasonOf } from '../../persistence/index.js';
import { fault, ok, warning, type Check, type Finding } from '../finding.js';

const subject = 'Redis';
/** GETDEL, and what BullMQ asks for. */
const oldest: readonly [number, number] = [6, 2];

/** Version, role and eviction policy, all from INFO, which managed services allow too. */
export function redisCheck(url: string): Check {
  return { subject, timeoutMs: 5000, run: async (signal) => [await look(url, signal)] };
}

async function look(url: string, signal: AbortSignal): Promise<Finding> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 3000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: unknown = null;
  redis.on('error', (error) => (reason = error));
  signal.addEventListener('abort', () => {
    redis.disconnect();
  });
  try {
    await redis.connect();
    return judge(await redis.info());
  } catch (error) {
    return fault(subject, refusal(reason ?? error));
  } finally {
    // One that never came to be would keep a timer for its end.
    if (redis.status !== 'end') redis.disconnect();
  }
}

function refusal(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (/NOAUTH|WRONGPASS|invalid password/.test(text))
    return 'refuses the password: correct it in REDIS_URL';
  return `cannot be used (${reasonOf(error)}): start Redis, or correct REDIS_URL`;
}

function judge(info: string): Finding {
  const field = (name: string): string =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const version = field('redis_version');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldest;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
    return fault(subject, `${version} is too old: upgrade to ${oldest.join('.')} or newer`);
  if (field('role') === 'slave')
    return fault(subject, 'is a read-only replica: point REDIS_URL at the primary');
  const policy = field('maxmemory_policy');
  if (policy === 'noeviction') return ok(subject, `${version}, noeviction`);
  const mend = `evicts by ${policy}, and records may be lost: set maxmemory-policy to noeviction`;
  return field('maxmemory') === '0' ? warning(subject, mend) : fault(subject, mend);
}
