import 'reflect-metadata';
import { readEnvironment } from '../config/index.js';
import { restoreCommand } from './restore-command.js';

process.exitCode = await restoreCommand(process.argv.slice(2), readEnvironment(), (text) => {
  process.stderr.write(`${text}\n`);
});
