import type {
  ContractCase,
  RecognizerUnderTest,
  ServedRecognizerUnderTest,
  StreamingRecognizerUnderTest,
} from './contract/contract-case.js';
import { failureCases } from './contract/failure-cases.js';
import { serverCases } from './contract/server-cases.js';
import { streamCases } from './contract/stream-cases.js';
import { utteranceCases } from './contract/utterance-cases.js';

/** What every recogniser does, whoever made it. `open` gives a subject for each case. */
export function recognizerContract(
  name: string,
  open: () => RecognizerUnderTest | Promise<RecognizerUnderTest>,
): void {
  checks(`${name} as a recogniser`, utteranceCases, open);
}

/** What a recogniser that asks a server does beside it, against a stand-in over real sockets. */
export function servedRecognizerContract(
  name: string,
  wire: 'http' | 'socket',
  open: () => Promise<ServedRecognizerUnderTest>,
): void {
  recognizerContract(name, open);
  const cases = [...serverCases, ...failureCases].filter((each) => (each.wire ?? wire) === wire);
  checks(`${name} as the client of a server`, cases, open);
}

/** What a recogniser does that listens while the caller speaks. */
export function streamingRecognizerContract(
  name: string,
  open: () => Promise<StreamingRecognizerUnderTest>,
): void {
  servedRecognizerContract(name, 'socket', open);
  checks(`${name} while the caller speaks`, streamCases, open);
}

function checks<Subject extends RecognizerUnderTest>(
  title: string,
  cases: readonly ContractCase<Subject>[],
  open: () => Subject | Promise<Subject>,
): void {
  describe(title, () => {
    it.each(cases)('$title', async ({ run }) => {
      const subject = await open();
      try {
        await run(subject);
      } finally {
        await subject.close();
      }
    });
  });
}
