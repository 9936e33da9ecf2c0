import { Refusal } from '../../server/answer.js';
import { badRequest } from '../failures.js';

/** The audio that a listening socket is told to expect. */
export interface ListenFormat {
  readonly model: string;
  readonly encoding: 'linear16' | 'mulaw';
  readonly sampleRateHz: number;
}

export interface ListenQuery extends ListenFormat {
  readonly interim: boolean;
  /** Silence that ends a stretch of speech; null when endpointing is off. */
  readonly endpointingMs: number | null;
  /** Silence that ends an utterance; null when the client does not ask. */
  readonly utteranceEndMs: number | null;
  readonly vadEvents: boolean;
}

export interface FluxQuery extends ListenFormat {
  /** Present when the client wants to hear of probable ends of a turn. */
  readonly eagerThreshold: number | null;
  readonly threshold: number;
  readonly timeoutMs: number;
}

/** Reads the query of `/v1/listen`. Raw audio needs an encoding and a sample rate. */
export function readListenQuery(query: URLSearchParams): ListenQuery {
  const interim = flag(query, 'interim_results');
  const utteranceEndMs = query.has('utterance_end_ms')
    ? bounded(query, 'utterance_end_ms', [1000, 60_000], 1000)
    : null;
  if (utteranceEndMs !== null && !interim) refuse('utterance_end_ms needs interim_results.');
  return {
    ...readFormat(query),
    interim,
    endpointingMs:
      query.get('endpointing') === 'false' ? null : bounded(query, 'endpointing', [0, 60_000], 10),
    utteranceEndMs,
    vadEvents: flag(query, 'vad_events'),
  };
}

/** Reads the query of `/v2/listen`. */
export function readFluxQuery(query: URLSearchParams): FluxQuery {
  const format = readFormat(query);
  if (!/^flux-general-(en|multi)$/.test(format.model)) refuse('There is no such Flux model.');
  return {
    ...format,
    threshold: bounded(query, 'eot_threshold', [0.5, 1], 0.7),
    eagerThreshold: query.has('eager_eot_threshold')
      ? bounded(query, 'eager_eot_threshold', [0.3, 0.9], 0.5)
      : null,
    timeoutMs: bounded(query, 'eot_timeout_ms', [500, 60_000], 5000),
  };
}

function readFormat(query: URLSearchParams): ListenFormat {
  const encoding = query.get('encoding');
  if (encoding !== 'mulaw' && encoding !== 'linear16') {
    return refuse('The stand-in listens to raw mulaw and linear16 only.');
  }
  const model = query.get('model') ?? refuse('A model is required.');
  return {
    model,
    encoding,
    sampleRateHz: bounded(query, 'sample_rate', [8_000, 48_000], NaN),
  };
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? 'false';
  return value === 'true' || (value === 'false' ? false : refuse(`${name} is true or false.`));
}

function bounded(
  query: URLSearchParams,
  name: string,
  [least, most]: readonly [number, number],
  unset: number,
): number {
  const value = Number(query.get(name) ?? unset);
  return value >= least && value <= most ? value : refuse(`${name} is out of bounds or missing.`);
}

function refuse(message: string): never {
  throw new Refusal(badRequest(message));
}
