export { CHOSEN_PROVIDERS, ConfigModule, SETTINGS } from './config.module.js';
export { createChosen, standbyFor } from './create-chosen.js';
export {
  ConfigurationError,
  loadConfiguration,
  variablesOf,
  type ChosenProvider,
  type ChosenProviders,
  type Configuration,
  type RawEnvironment,
} from './load-config.js';
export { readEnvironment } from './read-environment.js';
export { Settings } from './settings.js';
