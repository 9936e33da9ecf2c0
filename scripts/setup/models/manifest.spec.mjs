import { MODELS, modelsFor, REDIS } from './manifest.mjs';

const artifacts = [...MODELS, REDIS];
const inputs = artifacts.flatMap((artifact) => artifact.inputs);
const sources = inputs.flatMap((input) => input.sources);
const parts = sources.flatMap((source) => source.parts ?? []);

it('pins every byte by SHA-256', () => {
  const products = artifacts.flatMap((artifact) => artifact.conversion?.into ?? []);
  for (const { sha256 } of [...inputs, ...parts, ...products])
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

it('pins every version', () => {
  for (const { requirement } of parts) expect(requirement).toMatch(/(==|.@)\d+(\.\d+)+$/);
  for (const { url } of sources.filter((source) => 'url' in source)) {
    expect(url).toMatch(/\/(resolve|raw)\/([0-9a-f]{40}|v\d+(\.\d+)+)\//);
  }
});

it('has a licence for everything, and more than one source where an origin exists', () => {
  for (const { licence } of artifacts) expect(licence).not.toBe('');
  for (const { sources: ways } of inputs) {
    expect(ways.some((source) => 'index' in source)).toBe(true);
  }
});

it('puts no two things in one place', () => {
  const places = artifacts.flatMap(({ folder, inputs: given, conversion }) =>
    (conversion?.into ?? given).map(({ path }) => `${folder}/${path}`),
  );
  expect(new Set(places).size).toBe(places.length);
});

it('leaves out what the chosen providers do not use', () => {
  const folders = (env) => modelsFor(env).map(({ folder }) => folder);
  expect(folders({})).toEqual(MODELS.map(({ folder }) => folder));
  expect(folders({ ASR_PROVIDER: 'deepgram', TTS_PROVIDER: 'deepgram' })).toEqual([
    'models/silero',
    'models/smart-turn',
  ]);
  expect(
    folders({ ASR_PROVIDER: 'whisper_local', TTS_PROVIDER: 'deepgram', SMART_TURN: 'off' }),
  ).toEqual(['models/whisper-base', 'models/silero']);
});
