/** A server that speaks OpenAI's chat completions, and the model to ask there. */
export interface ModelServer {
  /** The vendor, as records and logs name it. */
  readonly name: string;
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** Servers that want no key still get the header; any text does. */
  readonly apiKey: string;
  readonly model: string;
  /** Asks a reasoning model to answer at once; left out for servers that may not know the field. */
  readonly reasoningEffort?: 'none';
}

/** What a base URL in the environment looks like. */
export const BASE_URL = /^https?:\/\/\S+$/;
export const BASE_URL_MESSAGE = '$property must be an http(s) URL such as https://…/v1';

export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
