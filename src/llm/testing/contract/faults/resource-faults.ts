import { spoilt, type Fault } from './fault.js';

const closeOnce: Fault['spoil'] = (good) => {
  let closes = 0;
  return {
    ...spoilt(good, (request, signal) => good.stream(request, signal)),
    close: async () => {
      await good.close();
      if (++closes === 2) await Promise.reject(new Error('closed already'));
    },
  };
};

export const resourceFaults: readonly Fault[] = [
  {
    fault: 'keeps its connections',
    foundBy: 'leaves no connection when it is closed',
    spoil: (good) => ({
      ...spoilt(good, (request, signal) => good.stream(request, signal)),
      close: async () => Promise.resolve(),
    }),
  },
  {
    fault: 'leaves what is under way when it is closed',
    foundBy: 'ends what is under way when it is closed',
    spoil: (good) => ({
      ...spoilt(good, (request, signal) => good.stream(request, signal)),
      close: async () => Promise.resolve(),
    }),
  },
  {
    fault: 'leaves a timer',
    foundBy: 'leaves no timer, however an answer ends',
    spoil: (good) =>
      spoilt(good, (request, signal) => {
        setTimeout(() => undefined, 1500);
        return good.stream(request, signal);
      }),
  },
  {
    fault: 'leaves a listener on the signal',
    foundBy: 'leaves no listener on the signal, however an answer ends',
    spoil: (good) =>
      spoilt(good, (request, signal) => {
        signal.addEventListener('abort', () => undefined);
        return good.stream(request, signal);
      }),
  },
  {
    fault: 'cannot be closed twice',
    foundBy: 'may be closed twice',
    spoil: closeOnce,
  },
];
