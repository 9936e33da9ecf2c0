// @ts-check
import { appendFile, copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metadataFields } from './onnx-graph.mjs';

/**
 * Makes a Piper voice loadable by sherpa-onnx: its phonemes as tokens.txt, and what its JSON says
 * appended to the model as metadata (a repeated field of a protobuf message may follow at its end).
 * @param {{ inputs: string, output: string }} folders
 */
export async function preparePiperVoice({ inputs, output }) {
  const voice = JSON.parse(await readFile(join(inputs, 'voice.onnx.json'), 'utf8'));
  /** @type {[string, number[]][]} */
  const phonemes = Object.entries(voice.phoneme_id_map);
  const tokens = phonemes.map(([phoneme, [id]]) => `${phoneme} ${id}\n`).join('');
  await writeFile(join(output, 'tokens.txt'), tokens);

  const metadata = metadataFields({
    model_type: 'vits',
    comment: 'piper',
    language: voice.language.name_english,
    voice: voice.espeak.voice,
    has_espeak: 1,
    n_speakers: voice.num_speakers,
    sample_rate: voice.audio.sample_rate,
  });
  const model = join(output, 'model.onnx');
  await copyFile(join(inputs, 'voice.onnx'), model);
  await appendFile(model, Buffer.concat([...metadata]));
}
