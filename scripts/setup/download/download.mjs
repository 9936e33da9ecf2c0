// @ts-check
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { sha256Of } from './sha256.mjs';

const FAILURES_WITHOUT_PROGRESS = 4;
const BACK_OFF_MS = 300;

/**
 * @typedef {object} Download
 * @property {string} url
 * @property {string} file where the verified bytes end up
 * @property {number} bytes
 * @property {string} sha256
 * @property {number} [answerMs] how long the host may take to answer
 * @property {number} [stallMs] how long it may then send nothing
 * @property {(done: number, total: number) => void} [onBytes]
 * @property {AbortSignal | undefined} [signal]
 */

/** The host does not answer at all. */
export class UnreachableError extends Error {}

/** The host answers, but what is wanted cannot be had there. */
export class RefusedError extends Error {}

/**
 * Downloads a file, going on where an earlier attempt stopped, and puts it in place only when its
 * SHA-256 is right. What came so far waits in `<file>.part` for the next attempt or the next process.
 * @param {Download} plan
 */
export async function download(plan) {
  const part = `${plan.file}.part`;
  const resumed = (await sizeOf(part)) > 0;
  await receiveAll(plan, part);
  if ((await sha256Of(part)) === plan.sha256) {
    await rename(part, plan.file);
    await forget(part);
    return;
  }
  await forget(part);
  if (!resumed)
    throw new RefusedError('it sent other bytes than the wanted ones (SHA-256 differs)');
  // The old beginning and the new end may come from different files.
  await download(plan);
}

/**
 * @param {Download} plan
 * @param {string} part
 */
async function receiveAll(plan, part) {
  for (let failures = 0, had = await sizeOf(part); had !== plan.bytes; had = await sizeOf(part)) {
    try {
      await receive(plan, part, had);
    } catch (error) {
      plan.signal?.throwIfAborted();
      if (error instanceof UnreachableError || error instanceof RefusedError) throw error;
      failures = (await sizeOf(part)) > had ? 1 : failures + 1;
      if (failures === FAILURES_WITHOUT_PROGRESS) throw error;
      await delay(BACK_OFF_MS * failures, undefined, { signal: plan.signal });
    }
  }
}

/**
 * One request, for what is still missing.
 * @param {Download} plan
 * @param {string} part
 * @param {number} had
 */
async function receive(plan, part, had) {
  const { answerMs = 5_000, stallMs = 30_000 } = plan;
  const patience = new Patience(plan.signal);
  try {
    patience.expect(answerMs, `it did not answer within ${answerMs / 1000} s`);
    const response = await ask(plan.url, await rangeHeaders(plan.url, part, had), patience.signal);
    patience.expect(stallMs, `it sent nothing for ${stallMs / 1000} s`);
    const goesOn = continues(response, had, await rememberedEtag(plan.url, part));
    if (!goesOn && [206, 416].includes(response.status)) {
      await response.body?.cancel();
      await forget(part);
      return;
    }
    if (!response.ok) throw new RefusedError(`it answered with status ${response.status}`);
    await writeFile(`${part}.etag`, `${plan.url}\n${response.headers.get('etag') ?? ''}`);
    await pour(response, plan, part, goesOn ? had : 0, patience);
  } catch (error) {
    if (error instanceof RefusedError) await forget(part);
    throw error;
  } finally {
    patience.end();
  }
}

/**
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {AbortSignal} signal
 */
async function ask(url, headers, signal) {
  try {
    return await fetch(url, { headers: { ...headers, 'accept-encoding': 'identity' }, signal });
  } catch (error) {
    const { cause } = /** @type {Error & { cause?: { code?: string } }} */ (error);
    const why = signal.aborted
      ? signal.reason.message
      : `it cannot be reached (${cause?.code ?? error})`;
    throw new UnreachableError(why);
  }
}

/**
 * @param {Response} response
 * @param {Download} plan
 * @param {string} part
 * @param {number} had bytes that are there already and stay
 * @param {Patience} patience
 */
async function pour(response, plan, part, had, patience) {
  const { bytes, onBytes } = plan;
  let done = had;
  /** @param {AsyncIterable<Uint8Array>} chunks */
  async function* counted(chunks) {
    for await (const chunk of chunks) {
      patience.refresh();
      done += chunk.length;
      if (done > bytes) throw new RefusedError(`it sends more than the wanted ${bytes} bytes`);
      onBytes?.(done, bytes);
      yield chunk;
    }
  }
  const body = /** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (response.body));
  await pipeline(body, counted, createWriteStream(part, { flags: had > 0 ? 'a' : 'w' }));
  if (done < bytes) throw new RefusedError(`it sent ${done} of the wanted ${bytes} bytes`);
}

/**
 * @param {Response} response
 * @param {number} had
 * @param {string} etag of the beginning, or empty
 * @returns {boolean} whether the answer is the rest of what we have
 */
function continues(response, had, etag) {
  const [, start] = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (had === 0 || response.status !== 206 || Number(start) !== had) return false;
  return etag === '' || etag === response.headers.get('etag');
}

/**
 * @param {string} url
 * @param {string} part
 * @param {number} had
 * @returns {Promise<Record<string, string>>}
 */
async function rangeHeaders(url, part, had) {
  if (had === 0) return {};
  const etag = await rememberedEtag(url, part);
  const isStrong = etag !== '' && !etag.startsWith('W/');
  return { range: `bytes=${had}-`, ...(isStrong && { 'if-range': etag }) };
}

/**
 * @param {string} url
 * @param {string} part
 * @returns {Promise<string>} empty when the beginning came from elsewhere
 */
async function rememberedEtag(url, part) {
  const [from, etag = ''] = (await readFile(`${part}.etag`, 'utf8').catch(() => '')).split('\n');
  return from === url ? etag : '';
}

/** @param {string} part */
async function forget(part) {
  await rm(part, { force: true });
  await rm(`${part}.etag`, { force: true });
}

/** @param {string} file */
async function sizeOf(file) {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** A signal that aborts with its owner's, or when what is expected does not come in time. */
class Patience {
  #controller = new AbortController();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {AbortSignal} [owner] */
  constructor(owner) {
    this.signal = owner
      ? AbortSignal.any([owner, this.#controller.signal])
      : this.#controller.signal;
  }

  /**
   * @param {number} ms
   * @param {string} why what to say when it does not come
   */
  expect(ms, why) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new Error(why)), ms);
  }

  refresh() {
    this.#timer?.refresh();
  }

  end() {
    clearTimeout(this.#timer);
  }
}
