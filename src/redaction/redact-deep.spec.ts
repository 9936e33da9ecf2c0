import { redactDeep } from './index.js';

describe('redactDeep', () => {
  it('redacts every text and keeps keys, numbers and order', () => {
    expect(
      redactDeep({ said: 'call 0788123456', turn: 3, ok: true, none: null, more: ['a@b.rw', 7] }),
    ).toEqual({
      said: 'call [PHONE_REDACTED]',
      turn: 3,
      ok: true,
      none: null,
      more: ['[EMAIL_REDACTED]', 7],
    });
  });

  it('redacts a personal number that arrives as a number', () => {
    expect(redactDeep({ from: 250788123456, at: 1764000000123 })).toEqual({
      from: '[PHONE_REDACTED]',
      at: 1764000000123,
    });
  });

  it('opens errors with their causes', () => {
    const error = new Error('no 0788123456', { cause: new TypeError('nor a@b.rw') });
    expect(redactDeep({ err: error })).toMatchObject({
      err: {
        name: 'Error',
        message: 'no [PHONE_REDACTED]',
        stack: expect.stringContaining('no [PHONE_REDACTED]') as unknown,
        cause: { name: 'TypeError', message: 'nor [EMAIL_REDACTED]' },
      },
    });
  });

  it('replaces the value of a secret key unseen, also when it is a structure', () => {
    const isSecret = (key: string): boolean => key === 'token';
    expect(redactDeep({ token: { a: 1 }, deeper: [{ token: 'x', b: 2 }] }, { isSecret })).toEqual({
      token: '[SECRET]',
      deeper: [{ token: '[SECRET]', b: 2 }],
    });
  });

  it('ends on structures without end', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop['self'] = loop;
    expect(redactDeep(loop)).toEqual({ name: 'loop', self: '[circular]' });
    let deep: unknown = 'bottom';
    for (let level = 0; level < 1000; level++) deep = [deep];
    expect(JSON.stringify(redactDeep(deep))).toContain('[too deep]');
    expect(redactDeep(Array.from({ length: 1000 }, () => 1))).toHaveLength(200);
  });

  it('turns what JSON cannot hold into text', () => {
    expect(
      redactDeep({
        bytes: new Uint8Array(160),
        date: new Date(0),
        never: new Date(Number.NaN),
        big: 2n,
        map: new Map([['said', 'a@b.rw']]),
        run: () => 1,
        tag: Symbol('a@b.rw'),
      }),
    ).toEqual({
      bytes: '[160 bytes]',
      date: '1970-01-01T00:00:00.000Z',
      never: null,
      big: '2',
      map: [['said', '[EMAIL_REDACTED]']],
      run: '[function]',
      tag: '[symbol]',
    });
  });

  it('lets a failing getter fail, so that the caller can withhold the whole', () => {
    const trap = {
      get said(): string {
        throw new Error('no');
      },
    };
    expect(() => redactDeep(trap)).toThrow('no');
  });
});
