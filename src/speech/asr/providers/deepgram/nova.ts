import { isRecord, readWords, telephone, toMs, type Dialect, type Heard } from './dialect.js';

/** The shortest that Deepgram takes. */
const utteranceEndMs = 1000;

/**
 * Nova, at `/v1/listen`. Words stay words: `smart_format` would join numbers that are counted out.
 * Fillers are kept, because they tell that the caller is still thinking.
 */
export function nova(model: string): Dialect {
  return {
    path: '/v1/listen',
    query: {
      ...telephone,
      model,
      language: 'en',
      interim_results: 'true',
      punctuate: 'true',
      filler_words: 'true',
      endpointing: '100',
      utterance_end_ms: String(utteranceEndMs),
    },
    flush: JSON.stringify({ type: 'Finalize' }),
    keepAlive: JSON.stringify({ type: 'KeepAlive' }),
    chunkBytes: 160,
    reader: () => read,
  };
}

function read(message: unknown): Heard | null {
  if (!isRecord(message)) return null;
  if (message['type'] === 'Results') return readResults(message);
  if (message['type'] === 'UtteranceEnd') return readUtteranceEnd(message);
  return null;
}

function readResults(message: Readonly<Record<string, unknown>>): Heard | null {
  const startMs = toMs(message['start']);
  const durationMs = toMs(message['duration']);
  if (startMs === undefined || durationMs === undefined) return null;
  const endMs = startMs + durationMs;
  const isFinal = message['is_final'] === true;
  return {
    words: readWords(bestWords(message['channel']), { fromMs: startMs, toMs: endMs }),
    toMs: endMs,
    isFinal,
    isOver: isFinal && (message['speech_final'] === true || message['from_finalize'] === true),
  };
}

function bestWords(channel: unknown): unknown {
  const alternatives = isRecord(channel) ? channel['alternatives'] : null;
  const best: unknown = Array.isArray(alternatives) ? alternatives[0] : null;
  return isRecord(best) ? best['words'] : null;
}

/** Comes where noise kept the end of the speech from being noticed. */
function readUtteranceEnd(message: Readonly<Record<string, unknown>>): Heard | null {
  const lastWordMs = toMs(message['last_word_end']);
  if (lastWordMs === undefined) return null;
  return { words: null, toMs: lastWordMs + utteranceEndMs, isFinal: false, isOver: true };
}
