// @ts-check
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withLock } from '../lock.mjs';
import { findRedis } from '../services/redis.mjs';
import { preparePiperVoice } from './convert/piper-voice.mjs';
import { convertWhisper } from './convert/whisper.mjs';
import { fetchInput } from './fetch-input.mjs';
import { REDIS } from './manifest.mjs';
import { digestOf, Verified } from './verified.mjs';

const CONVERSIONS = { whisper: convertWhisper, piper: preparePiperVoice };

/**
 * @typedef {object} Setting
 * @property {string} home BAKAME_HOME, absolute
 * @property {import('../report.mjs').Report} report
 * @property {AbortSignal | undefined} [signal]
 *
 * @typedef {import('./manifest.mjs').Artifact} Artifact
 */

/**
 * Makes sure that the local models are there, whole and converted. One that cannot be had keeps none
 * of the others out, and an optional one is not missed.
 * @param {Setting} setting
 * @param {readonly Artifact[]} artifacts
 * @param {Partial<import('./fetch-input.mjs').Fetching>} [means]
 * @returns {Promise<{ ok: true } | { ok: false, reason: string }>} `reason` is one line
 */
export async function ensureModels(setting, artifacts, means = {}) {
  const { home, signal } = setting;
  const verified = await Verified.read(home);
  const looks = artifacts.flatMap((artifact) =>
    productsOf(artifact).map(async ({ path, sha256 }) =>
      verified.looksRight(join(artifact.folder, path), sha256),
    ),
  );
  if ((await Promise.all(looks)).every(Boolean)) return { ok: true };
  const dead = new Map();
  /** @type {string[]} */
  const reasons = [];
  await withLock({ ...setting, file: join(home, 'setup.lock') }, async () => {
    for (const artifact of artifacts) {
      try {
        await ensure(artifact, setting, { dead, ...means });
      } catch (error) {
        signal?.throwIfAborted();
        const reason = `${artifact.name}: ${error instanceof Error ? error.message : error}`;
        if (artifact.optional) setting.report.line(`Continuing without ${reason}`);
        else reasons.push(reason);
      }
    }
  });
  if (reasons.length === 0) return { ok: true };
  return { ok: false, reason: reasons.join('; ').replaceAll('\n', ' ') };
}

/**
 * Gets a Redis server for machines that have none. Where that cannot be had, starting it will say so.
 * @param {Setting} setting
 */
export async function ensureRedisServer(setting) {
  if (findRedis(setting.home) || process.platform !== 'linux' || process.arch !== 'x64') return;
  const redis = await ensureModels(setting, [REDIS]);
  if (!redis.ok) setting.report.line(redis.reason);
}

/**
 * @param {Artifact} artifact
 * @param {Setting} setting
 * @param {Pick<import('./fetch-input.mjs').Fetching, 'dead' | 'locate'>} means
 */
async function ensure(artifact, { home, report, signal }, means) {
  const place = join(home, artifact.folder);
  if (await isWhole(artifact, home, report)) return;
  const folder = join(home, 'downloads', basename(artifact.inputs[0]?.path ?? artifact.folder));
  for (const input of artifact.inputs)
    await fetchInput(input, { folder, report, signal, ...means });
  const made = await convert(artifact, folder, report);
  for (const { path } of productsOf(artifact)) {
    const target = join(place, path);
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { recursive: true, force: true });
    if (artifact.executable) await chmod(join(made, path), 0o755);
    await rename(join(made, path), target);
  }
  await rm(folder, { recursive: true, force: true });
  if (!(await isWhole(artifact, home, report))) {
    throw new Error('it was written, but not read back the same: the disk may be failing');
  }
}

/**
 * @param {Artifact} artifact
 * @param {string} home
 * @param {import('../report.mjs').Report} report
 */
async function isWhole(artifact, home, report) {
  const verified = await Verified.read(home);
  for (const { path, sha256 } of productsOf(artifact)) {
    const target = join(artifact.folder, path);
    const state = await verified.check(target, sha256);
    if (state === 'wrong') report.line(`${join(home, target)} is damaged; fetching it again.`);
    if (state !== 'right') return false;
  }
  return true;
}

/**
 * @param {Artifact} artifact
 * @param {string} inputs
 * @param {import('../report.mjs').Report} report
 * @returns {Promise<string>} the folder with the products
 */
async function convert({ name, conversion }, inputs, report) {
  if (!conversion) return inputs;
  const output = join(inputs, 'converted');
  await mkdir(output, { recursive: true });
  const progress = report.progress(`Converting ${name}, once`);
  await CONVERSIONS[conversion.by]({ inputs, output });
  for (const { path, sha256 } of conversion.into) {
    if ((await digestOf(join(output, path))) !== sha256) {
      throw new Error(`the conversion gave another ${path} than it always gives`);
    }
  }
  progress.end('done');
  return output;
}

/**
 * @param {Artifact} artifact
 * @returns {readonly import('./manifest.mjs').Product[]}
 */
function productsOf({ inputs, conversion }) {
  return conversion?.into ?? inputs;
}
