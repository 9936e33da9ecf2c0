import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { FinishedTurn } from '../metrics/index.js';

/** How long finished turns wait for company on their way to the collector. */
const gatherMs = 1000;
const exportTimeoutMs = 2000;

interface Stage {
  readonly name: string;
  /** From the end of the caller's speech. */
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Sends each finished turn to an OpenTelemetry collector as one trace: a span from the end of the caller's
 * speech until the reply was over, and below it a span for each stage.
 */
export class TurnTracer {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  /** `endpoint` is the collector's base URL; spans go to `/v1/traces` below it, in JSON. */
  constructor(endpoint: string) {
    const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
    const exporter = new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs });
    const batches = { scheduledDelayMillis: gatherMs, exportTimeoutMillis: exportTimeoutMs };
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'bakame' }),
      spanProcessors: [new BatchSpanProcessor({ exporter, ...batches })],
    });
    this.tracer = this.provider.getTracer('bakame.turns');
  }

  trace(turn: FinishedTurn): void {
    if (turn.type !== 'turn_metrics') return;
    const endTime = turn.timestamp;
    const startTime = turn.speechEndedAt ?? endTime;
    const options = { startTime, attributes: attributesOf(turn) };
    const span = this.tracer.startSpan('turn', options, ROOT_CONTEXT);
    const below = trace.setSpan(ROOT_CONTEXT, span);
    for (const { name, fromMs, toMs } of stagesOf(turn)) {
      const at = (ms: number): Date => new Date(startTime.getTime() + ms);
      this.tracer.startSpan(name, { startTime: at(fromMs) }, below).end(at(toMs));
    }
    if (turn.error !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: turn.error });
    span.end(endTime);
  }

  /** What waits is sent before, if the collector takes it in time. */
  async close(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
  }
}

/** Numbers and our own names; the call's id leads to its lines in the log. */
function attributesOf(turn: FinishedTurn): Attributes {
  return {
    'bakame.call_id': turn.callId,
    'bakame.turn': turn.turn,
    'bakame.module': turn.module,
    'bakame.interrupted': turn.interrupted,
    'bakame.wasted_replies': turn.wastedReplies ?? 0,
    'bakame.tokens_in': turn.tokensIn,
    'bakame.tokens_out': turn.tokensOut,
    'bakame.asr': turn.providers.asr,
    'bakame.llm': turn.providers.llm,
    'bakame.tts': turn.providers.tts,
  };
}

/** The stages follow each other; the decision that the turn is over is made meanwhile. */
function stagesOf({ times, timestamp, speechEndedAt }: FinishedTurn): Stage[] {
  const { asrMs, llmMs, ttsMs, endpointMs, totalMs } = times;
  const clauseAtMs = (asrMs ?? 0) + (llmMs ?? 0);
  const spans: Stage[] = [];
  const add = (name: string, fromMs: number, lastsMs: number | null): void => {
    if (lastsMs !== null) spans.push({ name, fromMs, toMs: fromMs + lastsMs });
  };
  add('asr', 0, asrMs);
  add('llm', asrMs ?? 0, llmMs);
  add('tts', clauseAtMs, ttsMs);
  add('endpoint', 0, endpointMs);
  if (speechEndedAt && totalMs !== null) {
    const wholeMs = timestamp.getTime() - speechEndedAt.getTime();
    add('reply', totalMs, Math.max(0, wholeMs - totalMs));
  }
  return spans;
}
