import { abortCases } from './abort-cases.js';
import { answerCases } from './answer-cases.js';
import type { ChatCase } from './chat-subject.js';
import { failureCases } from './failure-cases.js';
import { resourceCases } from './resource-cases.js';

/** What every chat model does, whoever made it and however many policies stand around it. */
export const chatModelContract: readonly ChatCase[] = [
  ...answerCases,
  ...abortCases,
  ...failureCases,
  ...resourceCases,
];
