import { nodeProblem } from './node-version.mjs';

it.each(['20.19.0', '20.20.2', '22.0.0', '24.21.0', '100.1.0'])('accepts Node %s', (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

it.each(['20.18.3', '18.20.4', '8.17.0'])(
  'tells the user of Node %s in one line what to do',
  (version) => {
    const problem = nodeProblem(version) ?? '';
    expect(problem).toContain(`needs Node.js 20.19 or newer`);
    expect(problem).toContain(`this is ${version}`);
    expect(problem.split('\n')).toHaveLength(1);
  },
);
