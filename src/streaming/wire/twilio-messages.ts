/**
 * Twilio Media Streams, bidirectional, as in "Media Streams - WebSocket Messages": JSON text frames,
 * counters as strings, audio as base64 of mu-law at 8 kHz.
 */
export type InboundMessage =
  | { readonly event: 'connected' }
  | {
      readonly event: 'start';
      readonly streamSid: string;
      readonly callSid: string;
      readonly parameters: Readonly<Record<string, string>>;
      readonly isMulaw8k: boolean;
    }
  | { readonly event: 'media'; readonly audio: Uint8Array }
  | { readonly event: 'dtmf'; readonly digit: string }
  | { readonly event: 'mark'; readonly name: string }
  | { readonly event: 'stop' }
  /** Vendors add events without notice; they are let pass. */
  | { readonly event: 'unknown' };

/** The frame is not what the protocol allows; the text says why and holds nothing of the frame. */
export class WireError extends Error {}

type Fields = Readonly<Record<string, unknown>>;

/** Reads one text frame. Throws `WireError`. */
export function parseMessage(text: string): InboundMessage {
  const message = fieldsOf(parseJson(text), 'message');
  switch (message['event']) {
    case 'connected':
      return { event: 'connected' };
    case 'start':
      return parseStart(message);
    case 'media':
      return { event: 'media', audio: decodeBase64(textOf(inner(message, 'media'), 'payload')) };
    case 'dtmf':
      return { event: 'dtmf', digit: parseDigit(textOf(inner(message, 'dtmf'), 'digit')) };
    case 'mark':
      return { event: 'mark', name: textOf(inner(message, 'mark'), 'name') };
    case 'stop':
      return { event: 'stop' };
    default:
      if (typeof message['event'] !== 'string') throw new WireError('the event has no name');
      return { event: 'unknown' };
  }
}

export function mediaMessage(streamSid: string, audio: Uint8Array): string {
  const payload = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64');
  return `{"event":"media","streamSid":${JSON.stringify(streamSid)},"media":{"payload":"${payload}"}}`;
}

export function markMessage(streamSid: string, name: string): string {
  return JSON.stringify({ event: 'mark', streamSid, mark: { name } });
}

export function clearMessage(streamSid: string): string {
  return JSON.stringify({ event: 'clear', streamSid });
}

function parseStart(message: Fields): InboundMessage {
  const start = inner(message, 'start');
  const format = inner(start, 'mediaFormat');
  return {
    event: 'start',
    streamSid: textOf(start, 'streamSid'),
    callSid: textOf(start, 'callSid'),
    parameters: textFields(start['customParameters'] ?? {}),
    isMulaw8k:
      format['encoding'] === 'audio/x-mulaw' &&
      Number(format['sampleRate']) === 8000 &&
      Number(format['channels']) === 1,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError('the frame is not JSON');
  }
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WireError(`the ${what} is not an object`);
  }
  return value as Fields;
}

function inner(message: Fields, name: string): Fields {
  return fieldsOf(message[name], name);
}

function textOf(message: Fields, name: string): string {
  const value = message[name];
  if (typeof value !== 'string' || value === '') throw new WireError(`${name} is missing`);
  return value;
}

function textFields(value: unknown): Record<string, string> {
  const fields = Object.entries(fieldsOf(value, 'customParameters'));
  return Object.fromEntries(
    fields.filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

function parseDigit(digit: string): string {
  if (!/^[0-9*#A-D]$/.test(digit)) throw new WireError('the digit is not a telephone key');
  return digit;
}

/** `Buffer.from` skips what is not base64; a broken payload must not become noise. */
function decodeBase64(payload: string): Uint8Array {
  if (payload.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(payload)) {
    throw new WireError('the payload is not base64');
  }
  return Buffer.from(payload, 'base64');
}
