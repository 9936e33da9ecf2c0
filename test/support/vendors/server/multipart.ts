import type { RawRequest } from './recorded-request.js';

/** One part of a multipart/form-data body (RFC 7578). */
export interface Part {
  readonly name: string;
  /** Present for files only. */
  readonly filename: string | undefined;
  readonly bytes: Uint8Array;
}

/** The parts of a body, or undefined when it is not well-formed multipart/form-data. */
export function readMultipart({ headers, bytes }: RawRequest): readonly Part[] | undefined {
  const type = headers['content-type'] ?? '';
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary === undefined) return undefined;
  // Latin-1 maps each byte to one character, so offsets in the text are offsets in the bytes.
  const sections = `\r\n${Buffer.from(bytes).toString('latin1')}`.split(`\r\n--${boundary}`);
  if (sections.length < 3 || sections.at(-1)?.startsWith('--') !== true) return undefined;
  const parts = sections.slice(1, -1).map(readPart);
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function readPart(section: string): Part | undefined {
  const [head = '', ...rest] = section.split('\r\n\r\n');
  const name = /content-disposition: form-data;.*\bname="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return undefined;
  return {
    name,
    filename: /\bfilename="([^"]*)"/.exec(head)?.[1],
    bytes: Buffer.from(rest.join('\r\n\r\n'), 'latin1'),
  };
}
