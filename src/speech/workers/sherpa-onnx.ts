/** What is used here of the package `sherpa-onnx-node`, which brings no types of its own. */
export interface SherpaOnnx {
  readonly OfflineRecognizer: new (config: object) => OfflineRecognizer;
  readonly OfflineTts: new (config: object) => OfflineTts;
}

export interface OfflineRecognizer {
  createStream(): OfflineStream;
  decode(stream: OfflineStream): void;
  getResult(stream: OfflineStream): { readonly text: string };
}

export interface OfflineStream {
  acceptWaveform(waveform: Waveform): void;
}

export interface OfflineTts {
  generate(request: {
    readonly text: string;
    readonly sid: number;
    readonly speed: number;
    readonly enableExternalBuffer: boolean;
  }): Waveform;
}

export interface Waveform {
  /** In [-1, 1]. */
  readonly samples: Float32Array;
  /** In hertz. */
  readonly sampleRate: number;
}
