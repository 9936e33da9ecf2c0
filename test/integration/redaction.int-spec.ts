import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import WebSocket from 'ws';
import { complain } from '../support/vendors/openai/failures.js';
import { eventually } from '../support/eventually.js';
import { TestHouse } from '../support/server/test-house.js';
import { recordedCaller } from '../support/twilio/index.js';

/** What the recordings are heard as, in the order of the call. What is personal in it must be nowhere. */
const said = {
  'why-is-the-sky-blue': 'my number is 0788 414 243, write to jane dot canary at gmail dot com',
  'i-went-to-the-market': 'zero seven nine eight',
  'maths-please': 'six five six',
  'my-sister-is-a-teacher': 'three one nine',
  'it-is-seven':
    'my ID is 1 1998 8 0055667 0 12. And the card is four one one one one one one one one one one one ' +
    'one one one one',
};
const answered = 'You can reach me on 0722 515 253 or at tutor.canary@example.org.';
const complaint = 'your message "+250 733 616 263" was refused';
const crash = 'caller +250788717273, mail crash.canary@example.org';
const calledFrom = '+250788818283';

/** Any of it, as it was said or with other marks between the digits. */
const canaries = [
  ...['788414243', '0788414', 'nine eight six five six', '798656319', '722515253', '733616263'],
  ...['788717273', '788818283', '1199880055667', '0055667', '4111111111111111', 'canary'],
  ...['zero seven nine eight', 'six five six', 'three one nine', 'four one one one'],
];

const crashModule = fileURLToPath(
  new URL('../support/server/crash-on-signal.mjs', import.meta.url),
);

describe('personal data in a running server', () => {
  let house: TestHouse;
  let whileCalling: string;
  let callSid: string;

  beforeAll(async () => {
    house = await TestHouse.open({
      words: said,
      environment: {
        LOG_LEVEL: 'trace',
        TWILIO_PHONE_NUMBER: '+14155550100',
        NODE_OPTIONS: `--import ${crashModule}`,
        CRASH_WORDS: crash,
      },
    });
    await knockOnEveryDoor();
    await call();
  }, 90_000);

  afterAll(async () => {
    await house.close();
  });

  /** One call in which everything is said, answered and refused. */
  async function call(): Promise<void> {
    const { vendors, twilio } = house;
    vendors.llama.planByDefault('chat', { text: 'I see.' });
    vendors.llama.plan('chat', { text: answered }, { failure: complain(400, 'bad', complaint) });
    vendors.openAi.plan('chat', { failure: complain(500, null, complaint) });
    const calling = twilio.placeCall({
      from: calledFrom,
      to: '+14155550100',
      caller: recordedCaller(
        [...Object.keys(said), 'goodbye'].map((label) => ({ say: house.recording(label) })),
      ),
    });
    const report = await calling.finished;
    ({ callSid } = report);
    whileCalling = await redisDump();
  }

  /** Requests that bring a number where none belongs. */
  async function knockOnEveryDoor(): Promise<void> {
    const { url } = house.server;
    const form = new URLSearchParams({
      CallSid: 'CA1',
      From: calledFrom,
      Body: said['why-is-the-sky-blue'],
    });
    await fetch(`${url}/webhook/call?From=${encodeURIComponent(calledFrom)}`);
    await fetch(`${url}/webhook/call`, { method: 'POST', body: form });
    await fetch(`${url}/webhook/status`, { method: 'POST', body: form });
    await fetch(`${url}/nowhere/0788414243`, { method: 'POST', body: 'jane.canary@example.org' });
    const socket = new WebSocket(`${url.replace('http', 'ws')}/webhook/media-stream?n=0788414243`);
    await new Promise((resolve) => {
      // Nobody signed it, and it is refused.
      socket.on('error', resolve);
    });
  }

  async function redisDump(): Promise<string> {
    const redis = new Redis(house.stores.redisUrl);
    try {
      const keys = await redis.keys('*');
      const values = keys.map(async (key) => `${key} ${JSON.stringify(await valueOf(redis, key))}`);
      return (await Promise.all(values)).join('\n');
    } finally {
      redis.disconnect();
    }
  }

  async function tables(): Promise<string> {
    const client = new Client({ connectionString: house.stores.databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string }>(
        "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
      );
      const dumps: string[] = [];
      for (const { name } of rows) {
        const found = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
        dumps.push(...found.rows.map(({ row }) => row));
      }
      return dumps.join('\n');
    } finally {
      await client.end();
    }
  }

  it('reaches no row and no file, and the turns are there all the same', async () => {
    const rows = await house.rows(callSid);
    const turns = rows.filter(({ interaction_type: type }) => type === 'turn_metrics');
    expect(turns.map(({ user_input: words }) => words)).toEqual([
      'my number is [PHONE_REDACTED], write to [EMAIL_REDACTED]',
      '[PHONE_REDACTED]',
      '[PHONE_REDACTED]',
      '[PHONE_REDACTED]',
      'my ID is [ID_REDACTED]. And the card is [CARD_REDACTED]',
      'Goodbye.',
    ]);
    expect(canariesIn(await tables())).toEqual([]);
    await eventually(async () => {
      expect(await house.written()).toContain('[CARD_REDACTED]');
    });
    expect(canariesIn(await house.written())).toEqual([]);
  });

  it('reaches no key, no value and no queue of Redis that outlives the call', () => {
    expect(whileCalling).toContain('bakame:');
    expect(canariesIn(whileCalling)).toEqual([]);
  });

  it('reaches no metric, no health answer and no error answer', async () => {
    const answers = ['/metrics', '/healthz', '/readyz', '/nowhere/0788414243'].map(async (path) =>
      (await fetch(house.server.url + path)).text(),
    );
    const [metrics, ...rest] = await Promise.all(answers);
    expect(canariesIn(metrics ?? '')).toEqual([]);
    expect(canariesIn(rest.slice(0, 2).join('\n'))).toEqual([]);
  });

  it('reaches nothing that the process prints when it crashes', async () => {
    process.kill(house.server.pid, 'SIGUSR2');
    await eventually(async () => {
      expect(await house.written()).toContain('an error was not caught');
    });
    const written = await house.written();
    expect(written).toContain('bad input: caller [PHONE_REDACTED], mail [EMAIL_REDACTED]');
    expect(canariesIn(written)).toEqual([]);
  });
});

/** The canaries in a text, as they stand or once the marks between digits are gone. */
function canariesIn(text: string): string[] {
  const bare = text.replace(/(?<=\d)[\s.,()-]+(?=\d)/g, '');
  return canaries.filter((canary) => text.includes(canary) || bare.includes(canary));
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, -1);
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return redis.get(key);
  }
}
