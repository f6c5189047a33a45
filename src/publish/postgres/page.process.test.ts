// Follows the page on PostgreSQL: runs its statements and its configurations on a real server.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import { type Postgres, startPostgres, whyNoPostgres } from '../../enrich/testing/postgres.js';
import type { Output } from '../output.js';
import { outputEntries } from '../short-form.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { openPostgres } from './open.js';
import type { PostgresEntry } from './target.js';
import { deliver, INGESTOR_SCHEMA, ROUND } from './testing/output.js';

const missing = whyNoPostgres();
if (missing) console.warn(`The page on PostgreSQL is not tested: ${missing}`);

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/postgresql.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);
const PASSWORD = 'correct-horse-battery-staple';

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('the page on PostgreSQL', () => {
  let server: Postgres;
  const [setUp, widen, remove] = blocks('sql');
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startPostgres();
    for (const statement of setUp!.split(';').filter((text) => text.trim() !== ''))
      await server.run(statement);
  });
  afterAll(() => server?.stop());

  const inBase = async (sql: string) => (await server.run(sql, 'shadowserver_db')).rows;

  /** The output of a configuration as the page shows it, with the server, files and ports of this test. */
  async function outputOf(yaml: string, env: NodeJS.ProcessEnv): Promise<Output> {
    const cwd = await folderWith({ 'sundial.yaml': yaml, password: PASSWORD });
    const { settings } = await loadSettings({ flags: {}, env, cwd, home: cwd });
    const [entry, ...others] = outputEntries(settings);
    expect(others).toEqual([]);
    const context = { env, folder: cwd, clock: () => new Date(0), catalogue: {} as never };
    return openPostgres(entry as PostgresEntry, context);
  }

  it('sets up an output with its own user, certificate and reader', async () => {
    const folder = await folderWith({ password: PASSWORD });
    const yaml = blocks('yaml')[0]!
      .replace('db.example.com', '127.0.0.1')
      .replace('/run/secrets/postgres_password', path.join(folder, 'password'))
      .replace('/etc/ssl/example-ca.pem', server.caFile);
    const output = await outputOf(yaml, { PGPORT: String(server.port) });
    expect((await output.check(NEVER)).sentence).toBe(
      'shadowserver_ingestor may write to database shadowserver_db at 127.0.0.1; the tables will be created',
    );
    await output.prepare(NEVER);
    const event = eventOf(['ip'], { ip: '192.0.2.1' });
    expect(await deliver(output, [event])).toEqual([]);
    await output.ended!(ROUND, NEVER);
    expect(Object.fromEntries((await output.check(NEVER)).facts)).toMatchObject({
      ...{ encryption: 'TLSv1.3', reader: 'role shadowserver_viewer may read the tables' },
    });
    expect(
      await inBase("SELECT has_table_privilege('shadowserver_viewer', 'ss_events', 'SELECT') AS may"),
    ).toEqual([{ may: true }]);
    await output.close();
  });

  it("takes over with the existing ingestor's .env file, and widens its column", async () => {
    await server.run('DROP DATABASE shadowserver_db');
    await server.run('CREATE DATABASE shadowserver_db OWNER shadowserver_ingestor');
    await inBase(`SET ROLE shadowserver_ingestor; ${INGESTOR_SCHEMA}`);
    const pairs = blocks('ini')[0]!
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]);
    const env = { ...Object.fromEntries(pairs), DB_HOST: '127.0.0.1', DB_PORT: String(server.port) };
    const output = await outputOf('', env);
    await output.prepare(NEVER);
    const event = eventOf(['ip', 'asn'], { ip: '192.0.2.1', asn: '4200000001' });
    await deliver(output, [event]);
    expect(await inBase('SELECT asn FROM ss_events')).toEqual([{ asn: null }]);
    await output.close();
    await inBase(widen!);
    expect(await inBase('SELECT asn FROM ss_events')).toEqual([{ asn: '4200000001' }]);
    const wide = await outputOf('', env);
    await deliver(wide, [eventOf(['ip', 'asn'], { ip: '192.0.2.2', asn: '4200000002' })]);
    expect(await inBase('SELECT asn FROM ss_events ORDER BY asn')).toEqual([
      { asn: '4200000001' },
      { asn: '4200000002' },
    ]);
    expect(await wide.counts!(NEVER)).toEqual([{ ...SLICE, events: 2 }]);
    // All rows of the test are older than a year in this statement's eyes.
    await inBase(remove!.replaceAll('current_date - 365', "date '2026-02-01'"));
    expect(await wide.counts!(NEVER)).toEqual([]);
    await wide.close();
  });
});
