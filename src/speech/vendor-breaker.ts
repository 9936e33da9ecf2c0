import type { Breaker, Breakers } from '../common/resilience/index.js';
import type { ChosenProviders } from '../config/index.js';
import type { SpeechNeeds } from './speech-needs.js';

/**
 * The breaker of the provider that `variable` chose, named `<service>.<provider>`. None for an engine in
 * this process: it does not go away, and a pause would not make it quicker.
 */
export function vendorBreaker(
  service: 'asr' | 'tts',
  variable: string,
  chosen: ChosenProviders,
  breakers: Breakers,
  { settings, log }: SpeechNeeds,
): Breaker | undefined {
  const provider = chosen.get(variable);
  const [server] = provider?.reliance.servers ?? [];
  if (!provider || !server) return undefined;
  return breakers.create({
    name: `${service}.${provider.name}`,
    provider: provider.name,
    ...(server.healthCheck && { healthCheck: server.healthCheck }),
    failures: settings.BREAKER_FAILURES,
    openMs: settings.BREAKER_OPEN_MS,
    log,
  });
}
