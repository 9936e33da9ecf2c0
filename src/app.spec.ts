import { readdirSync, readFileSync } from 'node:fs';
import { errorCodes } from './common/errors.js';
import { configure } from './app.js';
import { Settings, variablesOf } from './config/index.js';
import { llmKind } from './llm/index.js';
import { asrKind, ttsKind } from './speech/index.js';

const root = new URL('..', import.meta.url);
const template = readFileSync(new URL('.env.template', root), 'utf8');
const kinds = [asrKind, ttsKind, llmKind];
const folders = ['speech/asr', 'speech/tts', 'llm'];

function documented(): Map<string, string> {
  const lines = template.matchAll(/^#?([A-Z][A-Z0-9_]+)=(.*)$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

describe('.env.template', () => {
  const classes = [
    Settings,
    ...kinds.flatMap((kind) => kind.definitions.map((one) => one.environment)),
  ];
  const known = new Set([...classes.flatMap(variablesOf), ...kinds.map((kind) => kind.variable)]);

  it('explains every variable, and none that is dead', () => {
    expect([...documented().keys()].sort()).toEqual([...known].sort());
  });

  it('shows each default as it is', () => {
    const values = documented();
    for (const type of classes) {
      for (const [name, value] of Object.entries(new type())) {
        if (value !== undefined) expect([name, values.get(name)]).toEqual([name, String(value)]);
      }
    }
  });
});

describe('the providers', () => {
  it.each(kinds.map((kind, index) => [kind, folders[index] ?? ''] as const))(
    'of $variable are all in their list, one folder each',
    (kind, folder) => {
      const entries = readdirSync(new URL(`src/${folder}/providers/`, root), {
        withFileTypes: true,
      });
      const names = entries
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name.replaceAll('-', '_'));
      expect(kind.definitions.map(({ name }) => name).sort()).toEqual(names.sort());
    },
  );
});

describe('the configuration of the whole house', () => {
  const stores = { DATABASE_URL: 'postgres://localhost/bakame', REDIS_URL: 'redis://localhost' };

  it('is complete for a laptop without accounts', () => {
    const offline = {
      ASR_PROVIDER: 'whisper_local',
      TTS_PROVIDER: 'coqui_local',
      LLM_PROVIDER: 'none',
    };
    expect(() => configure({ ...stores, ...offline })).not.toThrow();
  });

  it('asks for the keys of the chosen vendors, all at once', () => {
    expect(() => configure(stores)).toThrow(
      /OPENAI_API_KEY[^]*DEEPGRAM_API_KEY[^]*LLAMA_BASE_URL[^]*LLAMA_MODEL/,
    );
  });
});

describe('ARCHITECTURE.md', () => {
  it('explains every error code, and none that is dead', () => {
    const text = readFileSync(new URL('ARCHITECTURE.md', root), 'utf8');
    const explained = [...text.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code);
    expect(explained.sort()).toEqual([...errorCodes].sort());
  });
});
