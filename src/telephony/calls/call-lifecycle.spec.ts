import { MemoryLog } from '../../../test/support/memory-log.js';
import { CallLifecycle, type CompletedCall } from './call-lifecycle.js';

const call: CompletedCall = {
  callSid: 'CA1',
  caller: 'caller_1',
  status: 'completed',
  durationSeconds: 5,
};

describe('CallLifecycle', () => {
  it('tells every listener, and none that has left', () => {
    const lifecycle = new CallLifecycle(new MemoryLog());
    const heard: string[] = [];
    lifecycle.onCompleted(({ callSid }) => heard.push(`one ${callSid}`));
    const leave = lifecycle.onCompleted(() => heard.push('two'));
    leave();
    lifecycle.complete(call);
    expect(heard).toEqual(['one CA1']);
  });

  it('logs a listener that fails and still tells the others', () => {
    const log = new MemoryLog();
    const lifecycle = new CallLifecycle(log);
    const heard: CompletedCall[] = [];
    lifecycle.onCompleted(() => {
      throw new Error('full');
    });
    lifecycle.onCompleted((completed) => heard.push(completed));
    lifecycle.complete(call);
    expect(heard).toEqual([call]);
    expect(log.messages('error')).toHaveLength(1);
  });
});
