// @ts-check
const OLDEST_MAJOR = 20;
const OLDEST_MINOR = 19;

/**
 * @param {string} version such as 20.19.1
 * @returns {string | undefined} what to do when this Node is too old to set the project up
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return undefined;
  return `BAKAME needs Node.js ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer to set itself up; this is ${version}. Install a current one from https://nodejs.org and run the command again.`;
}
