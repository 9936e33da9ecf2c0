import type { HealthCheckName } from '../../common/health-check.js';

/** A server that speaks OpenAI's chat completions, and the model to ask there. */
export interface ModelServer {
  /** The vendor, as records and logs name it. */
  readonly name: string;
  /** Of the health page, which an open circuit breaker makes unhealthy. */
  readonly healthCheck: HealthCheckName;
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** Servers that want no key still get the header; any text does. */
  readonly apiKey: string;
  readonly model: string;
  /** Asks a reasoning model to answer at once; left out for servers that may not know the field. */
  readonly reasoningEffort?: 'none';
  /** It is known to count the tokens of its answers. */
  readonly countsTokens: boolean;
}

/** What a base URL in the environment looks like. */
export const BASE_URL = /^https?:\/\/\S+$/;
export const BASE_URL_MESSAGE = '$property must be an http(s) URL such as https://…/v1';

export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
