/** Answers a caller's request to see, or to have erased, what is kept about them. */
import 'reflect-metadata';
import { readEnvironment } from '../config/index.js';
import { privacy } from './privacy-command.js';

process.exitCode = await privacy(process.argv.slice(2), readEnvironment(), {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
});
