/** Every code an operator can meet; ARCHITECTURE.md explains each, and a test compares the two. */
export const errorCodes = [
  'CONFIG_INVALID',
  'PORT_IN_USE',
  'DATABASE_UNREACHABLE',
  'REDIS_UNREACHABLE',
  'MODEL_MISSING',
  'MODEL_CORRUPT',
  'PROVIDER_TIMEOUT',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_RATE_LIMITED',
  'PROVIDER_REJECTED',
  'PROVIDER_PROTOCOL',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An unexpected failure with a code to look up. The message never holds a secret or a caller's words. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

export type ProviderErrorKind =
  'timeout' | 'unavailable' | 'rate_limited' | 'rejected' | 'protocol';

const providerCodes: Record<ProviderErrorKind, ErrorCode> = {
  timeout: 'PROVIDER_TIMEOUT',
  unavailable: 'PROVIDER_UNAVAILABLE',
  rate_limited: 'PROVIDER_RATE_LIMITED',
  rejected: 'PROVIDER_REJECTED',
  protocol: 'PROVIDER_PROTOCOL',
};

/** A vendor failed. The vendor's own body text is never kept: it may hold what a caller said. */
export class ProviderError extends AppError {
  constructor(
    readonly provider: string,
    readonly kind: ProviderErrorKind,
    message: string,
    options: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(providerCodes[kind], `${provider}: ${message}`, {
      retryable: kind !== 'rejected' && kind !== 'protocol',
      cause: options.cause,
    });
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }

  readonly status: number | undefined;
  /** How long the vendor asks to be left alone. */
  readonly retryAfterMs: number | undefined;
}

/** What an HTTP status from a vendor means: 408, 429 and 5xx pass, every other one is final. */
export function kindOfStatus(status: number): ProviderErrorKind {
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'unavailable' : 'rejected';
}

const abortNames: readonly unknown[] = ['AbortError', 'APIUserAbortError'];

/** True for the rejection of an aborted operation, which is an outcome and not an error. */
export function isAbort(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'name' in error &&
    abortNames.includes(error.name)
  );
}
