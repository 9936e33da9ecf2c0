import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient.js';
import { kindOfStatus, ProviderError } from '../../common/errors.js';
import type { TwilioRest } from './twilio-rest.js';

const vendorOrigin = 'https://api.twilio.com';
/** "Not found" and "call is not in progress" (Twilio: Error and Warning Dictionary). */
const alreadyOver = new Set([20404, 21220]);

export interface TwilioAccountOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** E.164; without it no messages are sent. */
  readonly phoneNumber: string | undefined;
  readonly apiBaseUrl: string;
  readonly timeoutMs: number;
}

/** The SDK fixes its host; this sends what is meant for it to a host of our choice. */
class RebasedRequestClient extends RequestClient {
  constructor(
    private readonly origin: string,
    timeoutMs: number,
  ) {
    super({ timeout: timeoutMs, autoRetry: true, maxRetries: 2, maxRetryDelay: 1000 });
  }

  override async request<Data>(
    options: RequestClient.RequestOptions<Data>,
  ): ReturnType<typeof RequestClient.prototype.request<Data>> {
    return super.request<Data>({ ...options, uri: options.uri.replace(vendorOrigin, this.origin) });
  }
}

/** Twilio's REST interface, through Twilio's SDK. */
export class TwilioAccount implements TwilioRest {
  readonly canText: boolean;
  private readonly client: twilio.Twilio;
  private readonly from: string;

  constructor(options: TwilioAccountOptions) {
    this.client = twilio(options.accountSid, options.authToken, {
      httpClient: new RebasedRequestClient(
        options.apiBaseUrl.replace(/\/$/, ''),
        options.timeoutMs,
      ),
    });
    this.from = options.phoneNumber ?? '';
    this.canText = options.phoneNumber !== undefined;
  }

  async sendSms(to: string, body: string): Promise<void> {
    if (!this.canText) return;
    try {
      await this.client.messages.create({ to, from: this.from, body });
    } catch (error) {
      throw asProviderError(error);
    }
  }

  async hangUp(callSid: string): Promise<void> {
    try {
      await this.client.calls(callSid).update({ status: 'completed' });
    } catch (error) {
      if (error instanceof twilio.RestException && alreadyOver.has(error.code ?? 0)) return;
      throw asProviderError(error);
    }
  }
}

/** The SDK's own errors quote numbers, message bodies and credentials, so none is kept as the cause. */
function asProviderError(error: unknown): ProviderError {
  if (error instanceof twilio.RestException) {
    const { status, code } = error;
    const message = `answered with status ${status}, code ${code ?? 'none'}`;
    return new ProviderError('twilio', kindOfStatus(status), message, { status });
  }
  const timedOut = error instanceof Error && 'code' in error && error.code === 'ECONNABORTED';
  return timedOut
    ? new ProviderError('twilio', 'timeout', 'no answer in time')
    : new ProviderError('twilio', 'unavailable', 'could not be reached; see TWILIO_API_BASE_URL');
}
