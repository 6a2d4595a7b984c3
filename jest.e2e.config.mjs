import base from './jest.config.mjs';

/** Whole installs on QEMU machines: one after another, since each takes all cores. */
export default {
  ...base,
  testPathIgnorePatterns: ['/node_modules/'],
  roots: ['<rootDir>/test/e2e'],
  maxWorkers: 1,
  // In one process with the lab: what a machine forgot must not keep the run from ending.
  forceExit: true,
  testTimeout: 900_000,
};
