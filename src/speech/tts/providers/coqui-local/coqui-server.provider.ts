import {
  mixToMono,
  pcmToFloat,
  readWav,
  readWavHeader,
  WavFormatError,
} from '../../../audio/index.js';
import { hasWords } from '../../has-words.js';
import type { SpeechRequest, SpeechSynthesizer } from '../../speech-synthesizer.js';
import { VoiceServer } from '../../voice-server.js';
import { splitForVoice } from './split-for-voice.js';
import { telephoneVoice } from './telephone-voice.js';

export interface CoquiServerOptions {
  /** An origin, without a path. */
  readonly baseUrl: string;
  /** For models of several speakers. */
  readonly speakerId?: string;
}

/**
 * Coqui's `tts-server`, for machines that share one engine. It sends whole WAV files at the model's own
 * rate, and works on one request at a time.
 */
export class CoquiServer implements SpeechSynthesizer {
  readonly name = 'coqui_local';
  readonly voice: string;
  readonly capabilities = { streaming: true };
  private readonly server: VoiceServer;
  private readonly parameters: Readonly<Record<string, string>>;

  constructor({ baseUrl, speakerId }: CoquiServerOptions) {
    this.voice = [baseUrl, speakerId].join(' ');
    this.parameters = speakerId === undefined ? {} : { speaker_id: speakerId };
    this.server = new VoiceServer({
      provider: this.name,
      url: new URL('/api/tts', baseUrl),
      // 16 bits in stereo at 48 kHz.
      bytesPerMs: 192,
      read: telephoneAudio,
      urlVariable: 'COQUI_URL',
      requestVariables: 'COQUI_URL and COQUI_SPEAKER_ID',
    });
  }

  /** The pieces of a clause are made one by one: the first is heard while the next is made. */
  async *synthesize({ text }: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    for (const piece of splitForVoice(text).filter(hasWords)) {
      const form = new URLSearchParams({ text: piece, ...this.parameters });
      yield* this.server.speak(piece, form, signal);
    }
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}

/** A WAV file of any rate as the telephone carries it. */
async function* telephoneAudio(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const file = Buffer.concat(chunks);
  const { dataOffset = 0, dataBytes = 0 } = readWavHeader(file) ?? {};
  if (dataBytes !== 0xffff_ffff && dataOffset + dataBytes > file.length) {
    throw new WavFormatError('The WAV file ends before its audio does');
  }
  const { channels, sampleRateHz } = readWav(file);
  yield* telephoneVoice(pcmToFloat(mixToMono(channels)), sampleRateHz);
}
