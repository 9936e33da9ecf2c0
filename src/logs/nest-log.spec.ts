import { MemoryLog } from '../../test/support/memory-log.js';
import { NestLog } from './index.js';

describe('NestLog', () => {
  it('passes a message on with the class that speaks', () => {
    const log = new MemoryLog();
    new NestLog(log).log('ready', 'NestApplication');
    expect(log.lines).toEqual([{ level: 'info', message: 'ready', context: 'NestApplication' }]);
  });

  it('treats the set-up of modules and routes as detail', () => {
    const log = new MemoryLog();
    new NestLog(log).log('AppModule dependencies initialized', 'InstanceLoader');
    expect(log.messages('debug')).toEqual(['AppModule dependencies initialized']);
  });

  it('keeps the stack of an error, and its kind', () => {
    const log = new MemoryLog();
    const failure = new TypeError('broken');
    const nest = new NestLog(log);
    nest.error('broken', 'Error: broken\n  at x', 'ExceptionsHandler');
    nest.error(failure, 'ExceptionsHandler');
    expect(log.lines).toEqual([
      {
        level: 'error',
        message: 'broken',
        context: 'ExceptionsHandler',
        details: ['Error: broken\n  at x'],
      },
      { level: 'error', message: 'TypeError', context: 'ExceptionsHandler', err: failure },
    ]);
  });

  it('maps every level of Nest on one of ours', () => {
    const log = new MemoryLog();
    const nest = new NestLog(log);
    nest.fatal('a');
    nest.warn('b');
    nest.debug('c');
    nest.verbose({ d: 1 });
    expect(log.lines.map((line) => line.level)).toEqual(['error', 'warn', 'debug', 'debug']);
    expect(log.lines.at(-1)).toMatchObject({ content: { d: 1 } });
  });
});
