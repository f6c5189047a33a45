// Runs the contract test of outputs on a real PostgreSQL server, with a new database for each case.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Secret } from '../../domain/secret.js';
import {
  PASSWORD,
  type Postgres,
  startPostgres,
  USER,
  whyNoPostgres,
} from '../../enrich/testing/postgres.js';
import { testOutputContract } from '../testing/output-contract.js';
import { type TroubledProxy, troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { POSTGRES_KIND } from './declaration.js';
import { INGESTOR_SCHEMA } from './testing/output.js';

const missing = whyNoPostgres();
if (missing) console.warn(`The contract of outputs is not tested on PostgreSQL: ${missing}`);

const HELD = `
  SELECT m.report_type || '-' || to_char(m.report_date, 'YYYY-MM-DD') || '-' || replace(m.event_key::text, '-', '') AS id,
    e.raw_data AS fields FROM sundial_events m JOIN ss_events e ON e.id = m.row_id`;

/** A server that answers each batch with an error of its own. */
const FAIL = `
  CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
  CREATE TRIGGER fail BEFORE INSERT ON ss_events FOR EACH ROW EXECUTE FUNCTION fail()`;

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('on PostgreSQL', () => {
  let server: Postgres;
  let proxy: TroubledProxy;
  let made = 0;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startPostgres();
    proxy = await troubledProxy(server.port);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  testOutputContract({
    postgres: {
      kind: POSTGRES_KIND,
      secrets: [PASSWORD],
      heldText: (text) => text.replaceAll('\0', '\\x00'),
      make: async () => {
        const database = `contract_${++made}`;
        await server.run(`CREATE DATABASE ${database}`);
        const run = (sql: string) => server.run(sql, database);
        const way = troubleOf(proxy);
        return {
          env: { PGCONNECT_TIMEOUT: '2' },
          values: {
            host: '127.0.0.1',
            port: proxy.port,
            database,
            user: USER,
            password: new Secret(PASSWORD),
          },
          held: async () => (await run(HELD)).rows,
          trouble: {
            ...way.trouble,
            error: async () => {
              // With the tables of the existing ingestor, which the output adopts.
              await run(INGESTOR_SCHEMA);
              await run(FAIL);
            },
          },
          mend: async () => {
            await way.mend();
            await run('DROP FUNCTION IF EXISTS fail CASCADE');
          },
          close: way.mend,
        };
      },
    },
  });
});
