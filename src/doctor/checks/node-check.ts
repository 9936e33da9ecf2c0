import { fault, ok, warning, type Check, type Finding } from '../finding.js';

const subject = 'Node.js';
const testedMajor = 24;
/** What the vendors' clients need at least. */
const oldest: readonly [number, number] = [22, 13];

export function nodeCheck(version: string): Check {
  return { subject, timeoutMs: 1000, run: async () => Promise.resolve([judge(version)]) };
}

function judge(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    return fault(subject, `${version} is too old: use Node.js ${testedMajor}`);
  if (major < testedMajor)
    return warning(subject, `${version} is not tested: use Node.js ${testedMajor}`);
  return ok(subject, version);
}
