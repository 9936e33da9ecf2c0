import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asrKind } from './asr/providers/index.js';
import { ttsKind } from './tts/providers/index.js';

describe.each([
  ['asr', asrKind],
  ['tts', ttsKind],
])('the list of %s providers', (folder, { definitions }) => {
  it('has each provider that has a folder, under the name of its folder', () => {
    const folders = readdirSync(join(import.meta.dirname, folder, 'providers'), {
      withFileTypes: true,
    }).filter((entry) => entry.isDirectory());
    const names = folders.map(({ name }) => name.replaceAll('-', '_'));
    expect(definitions.map(({ name }) => name).sort()).toEqual(names.sort());
  });
});
