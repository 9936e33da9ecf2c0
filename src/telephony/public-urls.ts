export const webhookPaths = {
  call: '/webhook/call',
  mediaStream: '/webhook/media-stream',
} as const;

/** Where Twilio finds us. Built from the configuration: what a request calls its host is not trusted. */
export interface PublicUrls {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly callWebhook: string;
  /** `wss://`, or `ws://` for a loopback origin. */
  readonly mediaStream: string;
}

export function publicUrls(publicBaseUrl: string): PublicUrls {
  const { origin } = new URL(publicBaseUrl);
  return {
    origin,
    callWebhook: origin + webhookPaths.call,
    mediaStream: origin.replace(/^http/, 'ws') + webhookPaths.mediaStream,
  };
}
