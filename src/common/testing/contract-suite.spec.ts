import { describeContract, failedCases, type ContractCase, type Opened } from './contract-suite.js';

interface Counter {
  next(): number;
  readonly capabilities: { readonly resets: boolean };
  reset?(): void;
}

const cases: readonly ContractCase<Counter>[] = [
  {
    title: 'counts from one',
    run: async (counter) => {
      expect(counter.next()).toBe(1);
      return Promise.resolve();
    },
  },
  {
    title: 'counts in ones',
    run: async (counter) => {
      const first = counter.next();
      expect(counter.next()).toBe(first + 1);
      return Promise.resolve();
    },
  },
  {
    title: 'begins anew after a reset',
    appliesTo: ({ capabilities }) => capabilities.resets,
    run: async (counter) => {
      counter.next();
      counter.reset?.();
      expect(counter.next()).toBe(1);
      return Promise.resolve();
    },
  },
];

let opened = 0;
let closed = 0;

function counting(by: number, resets = false): () => Promise<Opened<Counter>> {
  return async () => {
    opened++;
    let count = 0;
    const subject = { next: () => (count += by), capabilities: { resets } };
    return Promise.resolve({
      subject,
      close: async () => {
        closed++;
        return Promise.resolve();
      },
    });
  };
}

describeContract('a right counter', cases, counting(1));

describe('failedCases', () => {
  it('names what an implementation does not do, and nothing else', async () => {
    expect(await failedCases(cases, counting(1))).toEqual([]);
    expect(await failedCases(cases, counting(2))).toEqual(['counts from one', 'counts in ones']);
  });

  it('leaves out what an implementation declares that it cannot do', async () => {
    expect(await failedCases(cases, counting(1, true))).toEqual(['begins anew after a reset']);
  });

  it('takes a case that never ends for a failed one', async () => {
    const endless = { title: 'ends', run: async () => new Promise<void>(() => undefined) };
    expect(await failedCases([endless], counting(1), 20)).toEqual(['ends']);
  });

  it('closes what it opened, whatever the outcome', () => {
    expect(closed).toBe(opened);
    expect(opened).toBeGreaterThan(10);
  });
});
