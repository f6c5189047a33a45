// Decides how the tests run: in the tiers of test/setup/tiers.ts, each of which may do more and takes longer.
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { campaign } from './test/setup/campaign.js';
import { LongestFirst } from './test/setup/longest-first.js';
import { temporaryFolder } from './test/setup/temporary.js';
import { TIERS, type Tier } from './test/setup/tiers.js';
import { workersFromSource } from './test/setup/worker-source.js';

const FOLDERS = ['src', 'test', 'bench'];
/**
 * Time limits only end what hangs: a busy machine may take ten times as long as an idle one, on which no test of a
 * plain run takes more than half a minute, and no campaign at full length more than a few minutes.
 */
const HANGS_MS = campaign({ short: 600_000, full: 3_600_000 });

export default defineConfig({
  plugins: [workersFromSource()],
  test: {
    // All tiers and runs share the modules without types, which otherwise each tier makes for itself.
    experimental: { fsModuleCache: true },
    // Twice the cores of the smallest machine, because tests wait: for servers, for processes, and for modules.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    expect: { poll: { timeout: HANGS_MS } },
    // The engine works on these threads, as bin/sundial.js says; they are counted when a test's process starts.
    env: {
      TZ: process.env.SUNDIAL_TEST_TZ ?? 'UTC',
      UV_THREADPOOL_SIZE: '16',
      // Keeps the compiled code of modules for the many processes that load the same ones.
      NODE_COMPILE_CACHE: path.join(import.meta.dirname, 'node_modules', '.cache', 'compiled'),
      TMPDIR: process.env.TMPDIR ?? temporaryFolder(),
    },
    projects: TIERS.map((tier) => ({ extends: true, test: settingsOf(tier) })),
  },
});

function settingsOf(tier: Tier) {
  const slower = TIERS.filter(({ suffix }) => suffix !== tier.suffix && suffix.endsWith(tier.suffix));
  return {
    name: tier.name,
    include: FOLDERS.map((folder) => `${folder}/**/*${tier.suffix}`),
    exclude: slower.flatMap(({ suffix }) => FOLDERS.map((folder) => `${folder}/**/*${suffix}`)),
    pool: 'forks' as const,
    // The test files of a tier share processes, which saves loading the code and the engine for each file.
    isolate: false,
    setupFiles: ['test/setup/fixed-seed.ts', ...(tier.name === 'quick' ? ['test/setup/quick-guard.ts'] : [])],
    globalSetup: [
      ...(tier.startsProcesses ? ['test/setup/build.ts'] : []),
      ...(tier.name === 'quick' ? [] : ['test/setup/kept-stores.ts']),
    ],
  };
}
