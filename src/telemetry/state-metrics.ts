import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Readiness } from '../common/readiness.js';
import { Breakers } from '../common/resilience/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { ADMISSION_GATE, type AdmissionGate } from '../telephony/index.js';
import { gaugeOf } from './gauge.js';

const breakerStates = ['closed', 'half_open', 'open'] as const;
/** How often the event loop's lag is sampled, in ms. */
const lagSampleMs = 10;

/** How the process stands: calls, breakers, and what Node.js tells about itself, the event loop's lag too. */
@Injectable()
export class StateMetrics {
  constructor(
    private readonly registry: Registry,
    @Inject(SETTINGS) { MAX_CALLS }: Settings,
    @Inject(ADMISSION_GATE) gate: AdmissionGate,
    readiness: Readiness,
    breakers: Breakers,
  ) {
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagSampleMs });
    const live = { name: 'calls_live', help: 'Calls whose stream is open.' };
    gaugeOf(registry, live, () => gate.liveCalls);
    const limit = { name: 'calls_limit', help: 'Calls that may be open at once.' };
    gaugeOf(registry, limit, () => MAX_CALLS);
    const taking = { name: 'taking_calls', help: '1 while nothing keeps new calls out, else 0.' };
    gaugeOf(registry, taking, () => (readiness.reasons.length === 0 ? 1 : 0));
    this.showBreakers(breakers);
  }

  /** One series for each breaker and state, of which one is 1. */
  private showBreakers(breakers: Breakers): void {
    new Gauge({
      name: 'bakame_breaker_state',
      help: '1 for the state that the circuit breaker of a provider is in, else 0.',
      labelNames: ['provider', 'state'],
      registers: [this.registry],
      collect() {
        for (const { name: provider, state: current } of breakers.all)
          for (const state of breakerStates)
            this.set({ provider, state }, state === current ? 1 : 0);
      },
    });
  }
}
