/** Three sizes of test, told apart by suffix; each npm script picks its own. */
export default {
  testEnvironment: '<rootDir>/test/support/native-arrays-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/scripts', '<rootDir>/migrations'],
  testRegex: '\\.(spec|int-spec|e2e-spec)\\.(ts|mjs)$',
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  setupFiles: ['reflect-metadata'],
  testTimeout: 30_000,
};
