// The engines that the store's suites run on: always the embedded one, and a server where one is named.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEmbedded } from '../engine/embedded.js';
import type { Engine } from '../engine/engine.js';
import { openServer } from '../engine/server.js';

/** One way to run the engine, for `describe.each`. */
export interface EngineCase {
  readonly name: string;
  readonly open: () => Promise<Engine>;
  readonly cleanUp: () => void;
}

const MEMORY_LIMIT_MIB = 512;

/**
 * The engines to test. A server is tested where SUNDIAL_TEST_CLICKHOUSE_URL names one, in its database `sundial_test`;
 * none can be installed from the places this project may use, so elsewhere that half is left out.
 */
export function enginesToTest(): EngineCase[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-engine-'));
  const embedded: EngineCase = {
    name: 'embedded',
    open: () => openEmbedded({ folder, memoryLimitMib: MEMORY_LIMIT_MIB }),
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
  };
  const url = process.env.SUNDIAL_TEST_CLICKHOUSE_URL;
  if (!url) return [embedded];
  const server: EngineCase = {
    name: 'server',
    open: () =>
      openServer({
        url: new URL('/sundial_test', url).href,
        user: process.env.SUNDIAL_TEST_CLICKHOUSE_USER ?? 'default',
        password: process.env.SUNDIAL_TEST_CLICKHOUSE_PASSWORD ?? '',
        memoryLimitMib: MEMORY_LIMIT_MIB,
      }),
    cleanUp: () => {},
  };
  return [embedded, server];
}
