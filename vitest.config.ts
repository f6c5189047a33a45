// Decides how the tests run: built once for the tests that start the command line, one fork per file.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    // The embedded engine binds one data folder per process, so each test file gets a process of its own.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { TZ: process.env.SUNDIAL_TEST_TZ ?? 'UTC' },
  },
});
