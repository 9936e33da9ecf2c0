import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { SystemClock, type Clock } from '../../src/common/clock.js';
import type * as suites from '../../src/common/testing/contract-suite.js';
import type { ChatModel } from '../../src/llm/index.js';
import type * as chatSuite from '../../src/llm/testing/contract/index.js';
import type * as chatServers from '../../src/llm/testing/contract/served.js';
import type { SpeechRecognizer, SpeechSynthesizer } from '../../src/speech/index.js';
import type * as recognizerServers from '../../src/speech/asr/testing/contract/served.js';
import type * as recognizerSuite from '../../src/speech/asr/testing/recognizer-contract.js';
import type * as voiceServers from '../../src/speech/tts/testing/contract/served.js';
import type * as voiceSuite from '../../src/speech/tts/testing/synthesizer-contract.js';
import { TestHouse } from '../support/server/test-house.js';
import { recordedCaller } from '../support/twilio/index.js';
import { CoquiStandIn } from '../support/vendors/local/coqui-stand-in.js';
import { WhisperServerStandIn } from '../support/vendors/local/whisper-server-stand-in.js';
import { llamaModel, LlamaStandIn } from '../support/vendors/openai/llama-stand-in.js';

jest.setTimeout(60_000);

const project = fileURLToPath(new URL('../..', import.meta.url));
const toys = join(project, 'test/fixtures/toy-provider');

/** What the text names in `code`, in its order. */
const named = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** The walk of CONTRIBUTING.md: what it calls things, and where it says they are. */
const guide = await readFile(join(project, 'CONTRIBUTING.md'), 'utf8');
const walk = /## Adding a provider\n([^]*?)\n## /.exec(guide)?.[1] ?? '';
const kinds = [...walk.matchAll(/^\|.*`.*$/gm)].map(([row]) => {
  const [variable = '', contract = '', contractFile = '', folder = '', suite = '', suiteFile = ''] =
    named(row);
  return { variable, contract, contractFile, folder, suite, suiteFile };
});
type Kind = (typeof kinds)[number];
const [, folderStep = '', adapterStep = '', definitionStep = '', listStep = '', suiteStep = ''] = [
  ...walk.matchAll(/^\d\. (.*)$/gm),
].map(([, step = '']) => step);
const ofToy = (text: string): string => text.replace('<name>', 'toy');

/** A copy of the project in which somebody adds a provider of each kind. */
const copy = await mkdtemp(join(tmpdir(), 'bakame-walk-'));
const parts = [
  'src',
  'migrations',
  'test/support',
  'test/fixtures/speech',
  'package.json',
  'tsconfig.json',
];
for (const part of [...parts, '.swcrc', '.env.template']) {
  await cp(join(project, part), join(copy, part), { recursive: true });
}
await symlink(join(project, 'node_modules'), join(copy, 'node_modules'));
for (const kind of kinds) await addToy(kind);

async function addToy({ variable, folder }: Kind): Promise<void> {
  const toy = join(toys, variable.slice(0, 3).toLowerCase());
  const [folderName = ''] = named(folderStep);
  const [adapterFile = ''] = named(adapterStep);
  const [definitionFile = ''] = named(definitionStep);
  const [listFile = '', variablesFile = ''] = named(listStep);
  const own = join(copy, folder, ofToy(folderName));
  await cp(join(toy, 'adapter.ts.txt'), join(own, ofToy(adapterFile)));
  await cp(join(toy, 'definition.ts.txt'), join(own, definitionFile));
  const list = join(copy, folder, '..', listFile);
  const definitions = await readFile(list, 'utf8');
  const added = definitions.replace('definitions: [', 'definitions: [toy, ');
  await writeFile(
    list,
    `import { toy } from './${ofToy(folderName)}${definitionFile.replace(/ts$/, 'js')}';\n${added}`,
  );
  const definition = await readFile(join(own, definitionFile), 'utf8');
  const variables = new Set(definition.match(/\bTOY_[A-Z_]+/g));
  for (const name of variables) await appendFile(join(copy, variablesFile), `#${name}=\n`);
}

async function load<Module>(...path: readonly string[]): Promise<Module> {
  return (await import(join(copy, ...path))) as Module;
}

async function toyOf<Toy>({ folder }: Kind): Promise<Toy> {
  const [adapterFile = ''] = named(adapterStep);
  return (await load<{ Toy: Toy }>(folder, 'toy', ofToy(adapterFile))).Toy;
}

afterAll(async () => rm(copy, { recursive: true, force: true }));

describe('the walk of CONTRIBUTING.md', () => {
  it('has three kinds and six steps', () => {
    expect(kinds.map(({ variable }) => variable)).toEqual([
      'ASR_PROVIDER',
      'TTS_PROVIDER',
      'LLM_PROVIDER',
    ]);
    expect(suiteStep).not.toBe('');
  });

  it.each(kinds)('names the contract and the suite of $variable', async (kind) => {
    const contract = await readFile(join(project, kind.contractFile), 'utf8');
    expect(contract).toContain(`export interface ${kind.contract} {`);
    expect(await load(kind.suiteFile)).toHaveProperty(kind.suite);
  });

  it('names suites, folders and commands that there are', async () => {
    const all = Object.assign(
      {},
      ...(await Promise.all(kinds.map(async (kind) => load<object>(kind.suiteFile)))),
    ) as object;
    const [standIns = '', ...others] = named(suiteStep);
    expect(standIns).toBe('test/support/vendors');
    for (const suite of others.filter((name) => name.endsWith('Contract')))
      expect(all).toHaveProperty(suite);
    const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as {
      scripts: object;
    };
    const [command = ''] = others.filter((name) => name.startsWith('npm run '));
    expect(scripts).toHaveProperty([command.replace('npm run ', '')]);
  });
});

const [asr, tts, llm] = kinds as [Kind, Kind, Kind];

const Recognizer = await toyOf<new (url: string) => SpeechRecognizer>(asr);
const { behindWhisperServer } = await load<typeof recognizerServers>(
  asr.suiteFile,
  '../contract/served.ts',
);
const { servedRecognizerContract } = await load<typeof recognizerSuite>(asr.suiteFile);

servedRecognizerContract('a toy that listens', 'http', async () => ({
  ...(await behindWhisperServer('/inference', (url) => new Recognizer(url))),
  name: 'toy',
}));

const Voice = await toyOf<new (url: string) => SpeechSynthesizer>(tts);
const { servedByCoqui } = await load<typeof voiceServers>(tts.suiteFile, '../contract/served.ts');
const { servedSynthesizerContract } = await load<typeof voiceSuite>(tts.suiteFile);

servedSynthesizerContract('a toy that speaks', async () => ({
  ...(await servedByCoqui((url) => new Voice(url))),
  name: 'toy',
}));

const Model =
  await toyOf<new (url: string, key: string, model: string, clock: Clock) => ChatModel>(llm);
const { served } = await load<typeof chatServers>(llm.suiteFile, '../served.ts');
const { chatModelContract } = await load<typeof chatSuite>(llm.suiteFile);
const { describeContract } = await load<typeof suites>('src/common/testing/contract-suite.ts');

describeContract('a toy that thinks', chatModelContract, async () => {
  const { subject, close } = await served(
    'llama',
    ({ baseUrl, apiKey, modelId }) => new Model(baseUrl, apiKey, modelId, new SystemClock()),
  );
  return { subject: { ...subject, name: 'toy' }, close };
});

/** 300 ms: the call is about who speaks. */
const shortSound = new Uint8Array(2400).fill(0x30);

describe('a call with three new providers', () => {
  let house: TestHouse;
  let vendors: readonly { close(): Promise<void> }[];

  beforeAll(async () => {
    const [ear, mouth, mind] = await Promise.all([
      WhisperServerStandIn.start({ transcription: { text: 'Why is the sky blue?' } }),
      CoquiStandIn.start({ speak: { voice: () => shortSound } }),
      LlamaStandIn.start({ apiKey: 'toy-key', chat: { text: 'Air scatters blue light.' } }),
    ]);
    vendors = [ear, mouth, mind];
    const environment = {
      [asr.variable]: 'toy',
      TOY_ASR_URL: ear.url,
      [tts.variable]: 'toy',
      TOY_TTS_URL: mouth.url,
      [llm.variable]: 'toy',
      TOY_LLM_URL: `${mind.url}/v1`,
      TOY_LLM_KEY: 'toy-key',
      TOY_LLM_MODEL: llamaModel,
      VAD_PROVIDER: 'energy',
      SMART_TURN: 'off',
    };
    house = await TestHouse.open({ environment, source: copy });
  });

  afterAll(async () => {
    await house.close();
    await Promise.all(vendors.map(async (vendor) => vendor.close()));
  });

  it('is heard, answered and spoken by them, as the variables say', async () => {
    const say = house.recording('why-is-the-sky-blue');
    const caller = recordedCaller([{ press: '3' }, { say }]);
    const call = house.twilio.placeCall({ from: '+250788123456', to: '+14155550100', caller });
    const { callSid } = await call.finished;
    const turns = await house.rows(callSid);
    expect(turns.find(({ user_input: said }) => said === 'Why is the sky blue?')).toMatchObject({
      ai_response: 'Air scatters blue light.',
      providers: { asr: 'toy', llm: 'toy', tts: 'toy' },
    });
  });
});
