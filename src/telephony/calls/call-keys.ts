const prefix = 'bakame:call:';
const numberSuffix = ':number';
const tokenPrefix = 'bakame:stream-token:';

/** The Redis key of a call's state. */
export const callKey = (callSid: string): string => prefix + callSid;

/** The Redis key of the raw number that calls. */
export const callNumberKey = (callSid: string): string => prefix + callSid + numberSuffix;

/** The Redis key of a stream token, by its hash. */
export const streamTokenKey = (hash: string): string => tokenPrefix + hash;

/** The call whose number is kept under a Redis key; undefined for any other key. */
export function callOfNumberKey(key: string): string | undefined {
  const isNumberKey = key.startsWith(prefix) && key.endsWith(numberSuffix);
  return isNumberKey ? key.slice(prefix.length, -numberSuffix.length) : undefined;
}

/** A key whose value must not outlive the call or leave Redis: a raw number, a stream token. */
export function isSecretKey(key: string): boolean {
  return callOfNumberKey(key) !== undefined || key.startsWith(tokenPrefix);
}
