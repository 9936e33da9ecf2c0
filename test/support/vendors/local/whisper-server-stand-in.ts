import type { Complain } from '../openai/failures.js';
import { healthRoute, type LlamaShapes } from '../openai/llama-stand-in.js';
import {
  type TranscriptionPlan,
  transcriptionRoute,
  type TranscriptionShape,
} from '../openai/transcription.js';
import { StandIn } from '../server/stand-in.js';

export interface WhisperServerShapes {
  readonly transcription: TranscriptionShape;
  readonly health: LlamaShapes['health'];
}

export interface WhisperServerOptions {
  readonly transcription?: TranscriptionPlan;
  /** Where it takes files: `/inference` unless told to look like OpenAI. */
  readonly path?: '/inference' | '/v1/audio/transcriptions';
  readonly loading?: boolean;
}

/** Errors are a line of text in JSON. */
const complain: Complain = (status, _code, message) => ({ status, body: { error: message } });

/** The server of whisper.cpp: one file at a time, at 16 kHz only, whatever the name of the model. */
export class WhisperServerStandIn extends StandIn<WhisperServerShapes> {
  static async start(options: WhisperServerOptions = {}): Promise<WhisperServerStandIn> {
    return new WhisperServerStandIn(options).accept();
  }

  private constructor(options: WhisperServerOptions) {
    const { transcription = {}, path = '/inference', loading = false } = options;
    super({
      routes: {
        transcription: {
          ...transcriptionRoute({
            path: new RegExp(`^${path}$`),
            complain,
            sampleRatesHz: [16_000],
            formatsOf: () => ['json', 'text', 'verbose_json'],
            modelOptional: true,
          }),
          oneAtATime: true,
        },
        health: healthRoute(loading),
      },
      plans: { transcription, health: {} },
      authorize: () => undefined,
      unknownPath: () => complain(404, null, 'There is nothing at this path.'),
    });
  }
}
