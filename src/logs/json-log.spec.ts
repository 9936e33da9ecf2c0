import { logContext } from '../common/log.js';
import { VirtualClock } from '../common/virtual-clock.js';
import { JsonLog } from './index.js';
import type { LogSink } from './log-sinks.js';

class LineSink implements LogSink {
  readonly lines: string[] = [];

  write(line: string): void {
    this.lines.push(line);
  }

  async close(): Promise<void> {
    return Promise.resolve();
  }

  get last(): Record<string, unknown> {
    return JSON.parse(this.lines.at(-1) ?? '') as Record<string, unknown>;
  }
}

function logTo(level = 'debug', secrets: string[] = []): { log: JsonLog; sink: LineSink } {
  const sink = new LineSink();
  return { log: new JsonLog(level, [sink], secrets), sink };
}

describe('JsonLog', () => {
  it('writes one JSON line per event, with its level, time and fields', () => {
    const { log, sink } = logTo();
    log.info('call started', { calls: 3 });
    expect(sink.lines).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
    expect(sink.last).toMatchObject({ level: 'info', msg: 'call started', calls: 3 });
    expect(Date.parse(String(sink.last['time']))).not.toBeNaN();
  });

  it('is silent below its level', () => {
    const { log, sink } = logTo('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(sink.lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['c', 'd']);
  });

  it('adds the call and the turn of the context, which a field may overrule', () => {
    const { log, sink } = logTo();
    logContext.run({ callId: 'CA1', turn: 2 }, () => {
      log.info('turn ended', { turn: 3 });
    });
    expect(sink.last).toMatchObject({ callId: 'CA1', turn: 3 });
  });

  it.each([
    ['a field', { said: 'zero seven eight eight one two three four five six' }],
    ['a number', { from: 250788123456 }],
    ['a nested list', { a: [{ b: ['0788 123 456'] }] }],
    ['an error', { err: new Error('no call to 0788123456') }],
    ['the cause of an error', { err: new Error('x', { cause: new Error('0788123456') }) }],
    ['what an error carries', { err: Object.assign(new Error('x'), { to: '+250788123456' }) }],
    ['escaped text', { said: 'he said "0788\n123\n456"' }],
    ['an address', { said: 'jane dot doe at gmail dot com' }],
  ])('redacts what identifies a caller in %s', (_, fields) => {
    const { log, sink } = logTo();
    log.error('turn failed', fields);
    const line = sink.lines.join('');
    expect(line).toMatch(/(PHONE|EMAIL)_REDACTED/);
    expect(line).not.toMatch(/788|seven|jane/);
  });

  it('redacts the context and the message too', () => {
    const { log, sink } = logTo();
    logContext.run({ from: '+250788123456' }, () => {
      log.info('call from 0788123456');
    });
    expect(sink.last).toMatchObject({
      from: '[PHONE_REDACTED]',
      msg: 'call from [PHONE_REDACTED]',
    });
  });

  it.each([
    ['a configured secret', { note: 'key is s3cr3t-s3cr3t, yes' }],
    ['a header', { headers: { Authorization: 'hunter2-s3cr3t' } }],
    ['a field named like a credential', { openai: { apiKey: 's3cr3t' }, authToken: 's3cr3t' }],
    ['a bearer credential', { sent: 'Authorization: Bearer s3cr3t.s3cr3t' }],
    ['a password in a URL', { url: 'postgres://bakame:s3cr3t@db:5432/x' }],
  ])('removes %s', (_, fields) => {
    const { log, sink } = logTo('info', ['s3cr3t-s3cr3t']);
    log.info('connecting', fields);
    expect(sink.lines.join('')).toContain('[SECRET]');
    expect(sink.lines.join('')).not.toContain('s3cr3t');
  });

  it('keeps token counts, which are no credentials', () => {
    const { log, sink } = logTo();
    log.info('turn ended', { tokensIn: 12, tokensOut: 34 });
    expect(sink.last).toMatchObject({ tokensIn: 12, tokensOut: 34 });
  });

  it('withholds a line that cannot be cleaned, and says so', () => {
    const { log, sink } = logTo();
    log.info('caller said', {
      said: '0788123456',
      get more(): string {
        throw new Error('broken');
      },
    });
    expect(sink.last['msg']).toBe('a log line was withheld: its content could not be redacted');
    expect(sink.lines.join('')).not.toContain('0788');
  });

  it('cuts a text that is far too long, and no number in two', () => {
    const { log, sink } = logTo();
    log.info('long', { said: `${'x'.repeat(16_378)} 0788123456 ${'y'.repeat(1e6)}` });
    expect(sink.lines.join('').length).toBeLessThan(17_000);
    expect(sink.lines.join('')).not.toContain('0788');
  });

  describe('in a burst', () => {
    function burstTo(): { log: JsonLog; sink: LineSink; clock: VirtualClock } {
      const sink = new LineSink();
      const clock = new VirtualClock();
      return { log: new JsonLog('info', [sink], [], clock), sink, clock };
    }
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

    it('writes the first errors of one cause, and then how many there were, with the last one', () => {
      const { log, sink, clock } = burstTo();
      for (let call = 1; call <= 100; call++)
        log.error('the reply could not be finished', { err: refused, callId: `CA${call}` });
      expect(sink.lines).toHaveLength(20);
      clock.advance(10_000);
      expect(sink.lines).toHaveLength(21);
      expect(sink.last).toMatchObject({
        level: 'error',
        msg: 'the reply could not be finished',
        callId: 'CA100',
        suppressed: 80,
      });
    });

    it('writes one line every ten seconds while it lasts, and all again when it is over', () => {
      const { log, sink, clock } = burstTo();
      for (let second = 0; second < 60; second++) {
        for (let line = 0; line < 30; line++) log.warn('slow');
        clock.advance(1000);
      }
      expect(sink.lines).toHaveLength(20 + 6);
      clock.advance(20_000);
      expect(clock.pendingTimers).toBe(0);
      log.warn('slow');
      expect(sink.last).not.toHaveProperty('suppressed');
    });

    it('keeps another cause and another event apart, and every line of information', () => {
      const { log, sink } = burstTo();
      for (let line = 0; line < 50; line++) {
        log.error('failed', { err: refused });
        log.info('turn');
      }
      const before = sink.lines.length;
      log.error('failed', { err: new TypeError('x') });
      log.error('failed otherwise', { err: refused });
      expect([before, sink.lines.length]).toEqual([70, 72]);
    });

    it('tells at the end what it held', async () => {
      const { log, sink } = burstTo();
      for (let line = 0; line < 25; line++) log.error('failed');
      await log.close();
      expect(sink.last).toMatchObject({ msg: 'failed', suppressed: 5 });
    });
  });

  it('costs less than a fifth of a millisecond a line', () => {
    const { log } = logTo();
    const fields = { callId: 'CA'.padEnd(34, 'e1'), turn: 3, said: 'twelve times twelve is 144' };
    for (let line = 0; line < 500; line++) log.info('warm', fields);
    const startMs = performance.now();
    for (let line = 0; line < 2000; line++) log.info('turn ended', fields);
    expect((performance.now() - startMs) / 2000).toBeLessThan(0.2);
  });
});
