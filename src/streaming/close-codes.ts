/** Why we end a stream, as RFC 6455 numbers it. */
export const closeCodes = {
  done: 1000,
  goingAway: 1001,
  outOfOrder: 1002,
  unsupported: 1003,
  malformed: 1007,
  refused: 1008,
  tryLater: 1013,
} as const;
