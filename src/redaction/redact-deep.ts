import { redact } from './redact.js';

/** How a structure is cleaned; by default every text is redacted and no key is special. */
export interface DeepRedaction {
  readonly text?: (text: string) => string;
  /** True for a key whose value is replaced unseen. */
  readonly isSecret?: (key: string) => boolean;
}

const maxDepth = 8;
const maxEntries = 200;

/**
 * A copy of a JSON-like structure with every text in it redacted. Keys stay. A number that looks like
 * a personal one becomes its marker. Errors become plain objects; what lies too deep, what repeats
 * itself and what is no data becomes a note in brackets.
 */
export function redactDeep(value: unknown, how: DeepRedaction = {}): unknown {
  const { text = redact, isSecret = () => false } = how;
  return copy(value, { text, isSecret, above: [] });
}

interface Place extends Required<DeepRedaction> {
  readonly above: readonly object[];
}

function copy(value: unknown, place: Place): unknown {
  switch (typeof value) {
    case 'string':
      return place.text(value);
    case 'number':
    case 'bigint':
      return copyNumber(value, place);
    case 'object':
      return value === null ? null : copyObject(value, place);
    case 'boolean':
    case 'undefined':
      return value;
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
  }
}

function copyNumber(value: number | bigint, place: Place): unknown {
  const written = String(value);
  const redacted = place.text(written);
  return redacted === written && typeof value === 'number' ? value : redacted;
}

function copyObject(value: object, place: Place): unknown {
  if (place.above.includes(value)) return '[circular]';
  if (place.above.length >= maxDepth) return '[too deep]';
  const inside = { ...place, above: [...place.above, value] };
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return copy([...value], inside);
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((item) => copy(item, inside));
  return copyEntries(isError(value) ? errorEntries(value) : Object.entries(value), inside);
}

function copyEntries(entries: readonly (readonly [string, unknown])[], place: Place): object {
  return Object.fromEntries(
    entries
      .slice(0, maxEntries)
      .map(([key, value]) => [key, place.isSecret(key) ? '[SECRET]' : copy(value, place)]),
  );
}

function errorEntries(error: Error): [string, unknown][] {
  const { name, message, stack, cause } = error;
  const errors = error instanceof AggregateError ? (error.errors as unknown) : undefined;
  const own = Object.entries({ name, message, stack, cause, errors });
  return [...own.filter(([, value]) => value !== undefined), ...Object.entries(error)];
}

/** Errors of another realm, such as a worker's or a test sandbox's, are no `instanceof Error`. */
function isError(value: object): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}
