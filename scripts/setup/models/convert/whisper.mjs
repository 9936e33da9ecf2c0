// @ts-check
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ct2Checkpoint } from './ct2-checkpoint.mjs';
import { OnnxGraph } from './onnx-graph.mjs';
import { decoderModel, TEXT_CONTEXT } from './whisper-decoder.mjs';
import { encoderModel } from './whisper-encoder.mjs';
import { tokenLines, tokenMetadata } from './whisper-tokens.mjs';

const AUDIO_CONTEXT = 1500;
/** One gathered write takes at most 1024 buffers on Linux and macOS (IOV_MAX). */
const CHUNKS_PER_WRITE = 512;

/**
 * Rebuilds Whisper base, as CTranslate2 stores it, as the encoder and decoder that sherpa-onnx loads.
 * The same input gives the same bytes on every machine.
 * @param {{ inputs: string, output: string }} folders
 */
export async function convertWhisper({ inputs, output }) {
  const checkpoint = await Ct2Checkpoint.read(join(inputs, 'model.bin'));
  const tokenizer = JSON.parse(await readFile(join(inputs, 'tokenizer.json'), 'utf8'));
  const [vocabulary = 0, width = 0] = checkpoint.dims('decoder/embeddings/weight');
  const heads = checkpoint.int16('encoder/num_heads');
  const metadata = {
    ...sizes(checkpoint, { vocabulary, width, heads }),
    ...tokenMetadata(tokenizer),
  };
  const build = { checkpoint, width, heads };
  const encoder = encoderModel({ ...build, graph: new OnnxGraph() }, metadata);
  await writeChunks(join(output, 'encoder.onnx'), encoder);
  const decoder = decoderModel({ ...build, graph: new OnnxGraph() }, metadata);
  await writeChunks(join(output, 'decoder.onnx'), decoder);
  await writeFile(join(output, 'tokens.txt'), tokenLines(tokenizer));
}

/**
 * @param {Ct2Checkpoint} checkpoint
 * @param {{ vocabulary: number, width: number, heads: number }} network
 */
function sizes(checkpoint, { vocabulary, width, heads }) {
  return {
    model_type: 'whisper-base',
    version: 1,
    maintainer: 'local',
    n_mels: checkpoint.dims('encoder/conv1/weight')[1] ?? 0,
    n_audio_ctx: AUDIO_CONTEXT,
    n_audio_state: width,
    n_audio_head: heads,
    n_audio_layer: checkpoint.layers('encoder'),
    n_vocab: vocabulary,
    n_text_ctx: TEXT_CONTEXT,
    n_text_state: width,
    n_text_head: heads,
    n_text_layer: checkpoint.layers('decoder'),
  };
}

/**
 * @param {string} file
 * @param {import('./protobuf.mjs').Chunks} chunks
 */
async function writeChunks(file, chunks) {
  const handle = await open(file, 'w');
  try {
    for (let at = 0; at < chunks.length; at += CHUNKS_PER_WRITE) {
      await handle.writev(chunks.slice(at, at + CHUNKS_PER_WRITE));
    }
  } finally {
    await handle.close();
  }
}
