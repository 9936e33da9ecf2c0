import { crc32 } from 'node:zlib';
import type { TurnRecordJob } from '../turn-record-job.js';

const version = 1;

/** The first line of a segment. */
export const segmentHeader = `bakame-spool ${version}\n`;

/** How a segment begins: ours, one of a later BAKAME, or nothing that we know. */
export function kindOfSegment(head: string): 'ours' | 'newer' | 'unknown' {
  if (head.startsWith(segmentHeader)) return 'ours';
  const [, found] = /^bakame-spool (\d{1,9})\n/.exec(head) ?? [];
  return found !== undefined && Number(found) > version ? 'newer' : 'unknown';
}

/** A record as one line: the CRC-32 of its JSON in eight hex digits, a space, the JSON. */
export function spoolLine(job: TurnRecordJob): string {
  const json = JSON.stringify(job);
  return `${checksum(json)} ${json}\n`;
}

/** Undefined for a line that is not as it was written; one that is needs no other check. */
export function readSpoolLine(line: string): TurnRecordJob | undefined {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(json)} `) return undefined;
  return JSON.parse(json) as TurnRecordJob;
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
