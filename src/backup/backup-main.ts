import 'reflect-metadata';
import { readEnvironment } from '../config/index.js';
import { backupCommand } from './backup-command.js';

process.exitCode = await backupCommand(process.argv.slice(2), readEnvironment(), (text) => {
  process.stderr.write(`${text}\n`);
});
