import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { HealthChecks } from '../common/health-check.js';
import { LOG, type Log } from '../common/log.js';
import { TaskGroup } from '../common/task-group.js';
import { modelState } from '../common/vendors/offered-model.js';
import {
  distinctServers,
  listModels,
  proveKey,
  type VendorServer,
} from '../common/vendors/vendor-server.js';
import { CHOSEN_PROVIDERS, type ChosenProviders } from '../config/index.js';

const listTimeoutMs = 10_000;

/**
 * The vendors that the configuration uses: how each is checked, and a word at the start about models
 * that will be shut down.
 */
@Injectable()
export class VendorChecks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly servers: readonly VendorServer[];
  private readonly tasks: TaskGroup;

  constructor(
    @Inject(CHOSEN_PROVIDERS) chosen: ChosenProviders,
    @Inject(LOG) private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
    checks: HealthChecks,
  ) {
    this.servers = distinctServers(
      [...chosen.values()].flatMap(({ reliance }) => reliance.servers ?? []),
    );
    for (const server of this.servers) registerCheck(server, checks);
    this.tasks = new TaskGroup((task, err) => {
      log.warn('a vendor could not be asked at the start', { task, err });
    });
  }

  /** In the background: a start does not wait for a vendor. */
  onApplicationBootstrap(): void {
    for (const server of this.servers)
      this.tasks.run(`models of ${server.name}`, async (signal) => this.warnOfEnds(server, signal));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tasks.close();
  }

  private async warnOfEnds(server: VendorServer, signal: AbortSignal): Promise<void> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(listTimeoutMs)]);
    const offered = await listModels(server, patience);
    const today = this.clock.date().toISOString().slice(0, 10);
    for (const { variable, id } of server.models) {
      const state = modelState(offered, id, today);
      const fields = { vendor: server.name, variable, model: id, mend: `set ${variable}` };
      if ('shutdownDate' in state)
        this.log.warn('a model in use is to be shut down', {
          ...fields,
          shutdown_date: state.shutdownDate,
        });
      else if (state.is === 'missing' && server.mindsModelIds)
        this.log.warn('a model in use is not in the list of its vendor', fields);
    }
  }
}

function registerCheck(server: VendorServer, checks: HealthChecks): void {
  const { healthCheck, urlVariable } = server;
  if (healthCheck === undefined) return;
  checks.register({
    name: healthCheck,
    mend: `check the network and ${urlVariable}`,
    check: async (signal) => proveKey(server, signal),
  });
}
