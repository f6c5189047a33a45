// Kills `sundial publish` and the PostgreSQL server at random moments while reports are issued again: the tables hold the
// store in the end, nothing lost and nothing twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  PASSWORD,
  type Postgres,
  startPostgres,
  USER,
  whyNoPostgres,
} from '../src/enrich/testing/postgres.js';
import { killPublishing } from './support/kill-publishing.js';

const missing = whyNoPostgres();
if (missing) console.warn(`Kills while publishing to PostgreSQL are not tested: ${missing}`);

let folder: string;
let server: Postgres;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-publish-crash-'));
  if (missing) return;
  server = await startPostgres();
  for (const name of ['disturbed', 'reference']) await server.run(`CREATE DATABASE ${name}`);
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function tables(database: string): Promise<object> {
  const rows = async (sql: string) => (await server.run(sql, database)).rows;
  return {
    events: await rows('SELECT report_type, event_hash FROM ss_events ORDER BY 1, 2'),
    sent: await rows('SELECT event_key FROM sundial_events ORDER BY 1'),
    counts: await rows('SELECT report_type, event_count FROM ss_reports'),
  };
}

test.skipIf(missing !== undefined && process.env.CI !== 'true')(
  'killed at random moments, the tables hold the store in the end',
  async () => {
    expect(missing).toBeUndefined();
    await killPublishing({
      ...{ folder, server, seed: 20260117, rows: 6_000 },
      args: (side) => ['postgres', ...(side === 'reference' ? ['--replay'] : [])],
      env: (side) => ({
        ...{ DB_HOST: '127.0.0.1', DB_PORT: String(server.port), DB_NAME: side },
        ...{ DB_USER: USER, DB_PASSWORD: PASSWORD },
      }),
    });
    expect(await tables('disturbed')).toEqual(await tables('reference'));
  },
);
