// @ts-check
const OLDEST = [20, 19, 0];

/**
 * @param {string} version such as 20.19.1
 * @returns {string | undefined} what to do when this Node is too old to set the project up
 */
export function nodeProblem(version) {
  const parts = version.split('.').map((part) => parseInt(part, 10));
  const differs = OLDEST.findIndex((oldest, index) => parts[index] !== oldest);
  if (differs === -1 || parts[differs] > OLDEST[differs]) return undefined;
  return `BAKAME needs Node.js ${OLDEST.join('.')} or newer to set itself up; this is ${version}. Install a current one from https://nodejs.org and run the command again.`;
}
