#!/usr/bin/env node
// @ts-check
/**
 * `node scripts/bakame.mjs <task>`: sets up whatever the task still misses, then runs it.
 * Parses on every Node that knows modules, so that an old one can be told what it needs.
 */
import { nodeProblem } from './setup/node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  import('./setup/main.mjs')
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    });
}
