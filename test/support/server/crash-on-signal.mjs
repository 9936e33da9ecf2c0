/**
 * Loaded into a server with `--import`: SIGUSR2 makes it fail in a way that nobody catches, with the words
 * of `CRASH_WORDS` in the message, the cause and the stack.
 */
process.on('SIGUSR2', () => {
  const words = process.env['CRASH_WORDS'] ?? '';
  const error = new Error(`bad input: ${words}`, { cause: new TypeError(`from ${words}`) });
  Object.assign(error, { request: { body: words } });
  setImmediate(() => {
    throw error;
  });
});
