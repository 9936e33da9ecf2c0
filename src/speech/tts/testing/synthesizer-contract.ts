import {
  type ServedSynthesizerUnderTest,
  type SynthesizerUnderTest,
} from './contract/contract-case.js';
import { failureCases } from './contract/failure-cases.js';
import { serverCases } from './contract/server-cases.js';
import { voiceCases } from './contract/voice-cases.js';

/** What every synthesizer does, whoever made it. `open` gives a subject for each case. */
export function synthesizerContract(
  name: string,
  open: () => SynthesizerUnderTest | Promise<SynthesizerUnderTest>,
): void {
  describe(`${name} as a synthesizer`, () => {
    it.each(voiceCases)('$title', async ({ run }) => {
      const subject = await open();
      try {
        await run(subject);
      } finally {
        await subject.close();
      }
    });
  });
}

/** What a synthesizer that asks a server does beside it, against a stand-in over real sockets. */
export function servedSynthesizerContract(
  name: string,
  open: () => Promise<ServedSynthesizerUnderTest>,
): void {
  synthesizerContract(name, open);
  describe(`${name} as the client of a server`, () => {
    it.each([...serverCases, ...failureCases])('$title', async ({ run }) => {
      const subject = await open();
      try {
        await run(subject);
      } finally {
        await subject.close();
      }
    });
  });
}
