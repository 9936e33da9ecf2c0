import { Module, type DynamicModule } from '@nestjs/common';
import type { Configuration } from './load-config.js';

export const SETTINGS = Symbol('SETTINGS');
export const CHOSEN_PROVIDERS = Symbol('CHOSEN_PROVIDERS');

/** Hands the validated configuration to every room. */
@Module({})
export class ConfigModule {
  static forRoot({ settings, chosen }: Configuration): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: CHOSEN_PROVIDERS, useValue: chosen },
      ],
      exports: [SETTINGS, CHOSEN_PROVIDERS],
    };
  }
}
