import { AppError, isAbort, kindOfStatus, ProviderError } from './errors.js';

describe('errors', () => {
  it('tell by code and retryability what a vendor’s failure means', () => {
    const timeout = new ProviderError('deepgram', 'timeout', 'no audio in time');
    expect(timeout).toMatchObject({
      code: 'PROVIDER_TIMEOUT',
      retryable: true,
      provider: 'deepgram',
    });
    expect(timeout.message).toBe('deepgram: no audio in time');
    expect(new ProviderError('openai', 'rejected', 'bad key', { status: 401 })).toMatchObject({
      code: 'PROVIDER_REJECTED',
      retryable: false,
      status: 401,
    });
  });

  it.each([
    [400, 'rejected'],
    [401, 'rejected'],
    [404, 'rejected'],
    [408, 'timeout'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ] as const)('reads the status %i as %s', (status, kind) => {
    expect(kindOfStatus(status)).toBe(kind);
  });

  it('keep their cause and their own name', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new AppError('REDIS_UNREACHABLE', 'start it', { cause });
    expect(error.cause).toBe(cause);
    expect(error.name).toBe('AppError');
    expect(new ProviderError('x', 'protocol', 'y').name).toBe('ProviderError');
  });

  it('do not take an abort for a failure', () => {
    expect(isAbort(new DOMException('stop', 'AbortError'))).toBe(true);
    expect(isAbort(AbortSignal.abort().reason)).toBe(true);
    expect(isAbort(new Error('AbortError'))).toBe(false);
    expect(isAbort('AbortError')).toBe(false);
  });
});
