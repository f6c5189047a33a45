// The engines on which the store's tests run: always the embedded engine, and a server if one is configured.
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
 * The engines to test. If SUNDIAL_TEST_CLICKHOUSE_URL names a server, the tests also run in its database `sundial_test`;
 * otherwise they run on the embedded engine only.
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
