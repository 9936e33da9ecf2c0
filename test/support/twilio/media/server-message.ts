/** What a server may send on a bidirectional stream. */
export type ServerMessage =
  | { readonly event: 'media'; readonly audio: Uint8Array }
  | { readonly event: 'mark'; readonly name: string }
  | { readonly event: 'clear' };

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Undefined for anything Twilio would not accept on the stream `streamSid`. */
export function parseServerMessage(text: string, streamSid: string): ServerMessage | undefined {
  const message = parseJson(text);
  if (!isRecord(message) || message['streamSid'] !== streamSid) return undefined;
  switch (message['event']) {
    case 'media':
      return readMedia(message['media']);
    case 'mark':
      return readMark(message['mark']);
    case 'clear':
      return { event: 'clear' };
    default:
      return undefined;
  }
}

function readMedia(media: unknown): ServerMessage | undefined {
  const payload = isRecord(media) ? media['payload'] : undefined;
  if (typeof payload !== 'string' || payload.length % 4 !== 0 || !base64.test(payload)) {
    return undefined;
  }
  return { event: 'media', audio: Buffer.from(payload, 'base64') };
}

function readMark(mark: unknown): ServerMessage | undefined {
  const name = isRecord(mark) ? mark['name'] : undefined;
  return typeof name === 'string' ? { event: 'mark', name } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
