import type { SpeechRequest, SpeechSynthesizer } from '../speech-synthesizer.js';

/** All the audio of a request. */
export async function collect(
  synthesizer: SpeechSynthesizer,
  request: SpeechRequest,
  signal = new AbortController().signal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of synthesizer.synthesize(request, signal)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
