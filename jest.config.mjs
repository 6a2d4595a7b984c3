/** Native ESM on Node's own module loader: nock and p-retry ship ES modules only. */
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
  ],
};

export default {
  testEnvironment: 'node',
  maxWorkers: 2,
  // Building the whole HTTP service takes longer than jest's 5 s where the machine has other work.
  testTimeout: 30_000,
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform,
};
