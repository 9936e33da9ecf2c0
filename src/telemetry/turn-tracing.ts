import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/index.js';
import { ObservedTurnRecorder } from '../metrics/index.js';
import type { TurnTracer } from './turn-tracer.js';

/** Traces of turns, for OTEL_EXPORTER_OTLP_ENDPOINT alone: without it, none of OpenTelemetry is loaded. */
@Injectable()
export class TurnTracing implements OnModuleInit, OnApplicationShutdown {
  private tracer: TurnTracer | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly recorder: ObservedTurnRecorder,
  ) {}

  async onModuleInit(): Promise<void> {
    const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = this.settings;
    if (endpoint === undefined) return;
    const { TurnTracer } = await import('./turn-tracer.js');
    const tracer = new TurnTracer(endpoint);
    this.tracer = tracer;
    this.recorder.observe((turn) => {
      tracer.trace(turn);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tracer?.close();
  }
}
