import { abortFaults } from './abort-faults.js';
import { answerFaults } from './answer-faults.js';
import { failureFaults } from './failure-faults.js';
import type { Fault } from './fault.js';
import { resourceFaults } from './resource-faults.js';

/** One faulty model for each class of fault that the contract guards against. */
export const faults: readonly Fault[] = [
  ...answerFaults,
  ...abortFaults,
  ...failureFaults,
  ...resourceFaults,
];
