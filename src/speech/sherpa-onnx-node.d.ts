/** What is used here of the package, which brings no types of its own. */
declare module 'sherpa-onnx-node' {
  interface Waveform {
    /** In [-1, 1]. */
    readonly samples: Float32Array;
    /** In hertz. */
    readonly sampleRate: number;
  }

  class OfflineStream {
    acceptWaveform(waveform: Waveform): void;
  }

  class OfflineRecognizer {
    constructor(config: object);
    createStream(): OfflineStream;
    decode(stream: OfflineStream): void;
    getResult(stream: OfflineStream): { readonly text: string };
  }

  class OfflineTts {
    constructor(config: object);
    generate(request: {
      readonly text: string;
      readonly sid: number;
      readonly speed: number;
      readonly enableExternalBuffer: boolean;
    }): Waveform;
  }

  const sherpa: {
    readonly OfflineRecognizer: typeof OfflineRecognizer;
    readonly OfflineTts: typeof OfflineTts;
  };
  export default sherpa;
  export type { OfflineRecognizer, OfflineTts };
}
