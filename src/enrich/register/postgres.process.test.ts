// Checks inventories from a real PostgreSQL server: types of columns, TLS, refusals with their reasons, and that no
// secret is revealed.
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { readInventory } from '../inventory/read.js';
import {
  DATABASE,
  PASSWORD,
  type Postgres,
  startPostgres,
  USER,
  whyNoPostgres,
} from '../testing/postgres.js';
import { NOWHERE, registerAt } from '../testing/register.js';
import { readRegister, shownOrigin } from './read-register.js';

const missing = whyNoPostgres();
if (missing) console.warn(`Inventories from databases are not tested: ${missing}`);

const QUERY = 'SELECT name AS device, address AS networks FROM devices ORDER BY name';

// In CI, PostgreSQL has to be installed.
describe.skipIf(missing !== undefined && process.env.CI !== 'true')('an inventory from PostgreSQL', () => {
  let server: Postgres;
  let url: string;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startPostgres();
    url = `postgresql://${USER}@127.0.0.1:${server.port}/${DATABASE}`;
    await server.run(`
      CREATE TABLE devices (name text, address inet, names text[], owner varchar, contacts json, own boolean,
        since date, until timestamptz);
      INSERT INTO devices VALUES
        ('web-1', '192.0.2.10', '{www.example.org,"mail.example.org"}', 'Ada "A", Bob', '["ada@example.org"]', false,
          '2026-03-02', '2026-04-02 00:30+09'),
        ('campus', '192.0.2.0/24', NULL, NULL, NULL, true, '-infinity', 'infinity');
      CREATE SEQUENCE ids;
      CREATE ROLE reader LOGIN PASSWORD 'reader';`);
  });
  afterAll(() => server?.stop());

  const read = (query = QUERY, given: { url?: string; password?: string } = {}, bounds = {}) =>
    readRegister(
      registerAt({ from: given.url ?? url, query, password: given.password ?? PASSWORD }),
      NOWHERE,
      {
        ...{ rows: 100, bytes: 100_000, seconds: 20 },
        ...bounds,
      },
    );
  const devices = async (...asked: Parameters<typeof read>) =>
    readInventory(await read(...asked), 'database').map(({ device }) => device);

  /** The code and message of the failure, which must not contain a secret. */
  async function failure(...asked: Parameters<typeof read>): Promise<string> {
    const thrown = await read(...asked).catch((error: unknown) => error);
    onTestFailed(() => console.error(thrown));
    expect(thrown).toBeInstanceOf(SundialError);
    const { code, message } = thrown as SundialError;
    for (const secret of [PASSWORD, 'wrong-horse', 'postgresql://'])
      expect(message.replace('postgresql://sundial@cmdb.example.org/devices', '')).not.toContain(secret);
    return `${code}: ${message}`;
  }

  it('reads the types that inventory columns have', async () => {
    const query = `SELECT name AS device, address AS networks, names, owner, contacts, own, since AS valid_from,
      until AS valid_until FROM devices ORDER BY name;`;
    const [campus, web] = readInventory(await read(query), 'database');
    expect(web).toMatchObject({
      device: 'web-1',
      names: ['www.example.org', 'mail.example.org'],
      owner: 'Ada "A", Bob',
      contacts: ['ada@example.org'],
      own: false,
      validFrom: '2026-03-02',
      validUntil: '2026-04-01',
    });
    expect(campus).toMatchObject({ device: 'campus', own: true, owner: '', validFrom: '1970-01-01' });
    expect(campus!.networks).toHaveLength(1);
  });

  it('reads an empty result, and many rows', async () => {
    expect(await devices('SELECT name AS device, address AS ip FROM devices WHERE false')).toEqual([]);
    const many = "SELECT 'd' || n AS device, '192.0.2.1' AS ip FROM generate_series(1, 12001) AS n";
    expect(new Set(await devices(many, {}, { rows: 12_001, bytes: 1e9 })).size).toBe(12_001);
  });

  it('encrypts as the URL says, and by default verifies a server on another machine', async () => {
    const plain = await failure(QUERY, { url: url.replace('127.0.0.1', '127.0.0.1.nip.invalid') });
    expect(plain).toMatch(/^inventory-database-unreachable/);
    for (const mode of [
      'disable',
      'require',
      `verify-full&sslrootcert=${server.caFile}`,
      `verify-ca&sslrootcert=${server.caFile}`,
    ])
      expect(await devices(QUERY, { url: `${url}?sslmode=${mode}` }), mode).toEqual(['campus', 'web-1']);
    const encrypted =
      "SELECT ssl::text AS device, '192.0.2.1' AS ip FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    expect(await devices(encrypted, { url: `${url}?sslmode=require` })).toEqual(['true']);
    expect(await devices(encrypted)).toEqual(['false']);
    expect(await failure(QUERY, { url: `${url}?sslmode=verify-full` })).toMatch(
      /^inventory-database-unreachable.*certificate/,
    );
  });

  it('reads through a socket', async () => {
    const named = `postgresql://${USER}@localhost/${DATABASE}?host=${server.folder}&port=${server.port}`;
    const encoded = `postgres://${USER}@${encodeURIComponent(server.folder)}:${server.port}/${DATABASE}`;
    for (const socket of [named, encoded])
      expect(await devices(QUERY, { url: socket })).toEqual(['campus', 'web-1']);
  });

  it.each([
    ['a wrong password', 'inventory-database-auth', QUERY, { password: 'wrong-horse' }],
    ['no password', 'inventory-database-auth', QUERY, { password: '' }],
    [
      'a statement other than SELECT',
      'inventory-database-refused',
      "INSERT INTO devices (name) VALUES ('x')",
      {},
    ],
    ['a change within a SELECT', 'inventory-database-refused', "SELECT nextval('ids') AS networks", {}],
    ['several statements', 'inventory-database-refused', `${QUERY}; COMMIT; DROP TABLE devices`, {}],
    ['an unknown table', 'inventory-database-refused', 'SELECT * FROM nothing', {}],
    ['no query', 'config-invalid', ' ', {}],
    ['neither networks nor names', 'inventory-invalid', 'SELECT name AS device FROM devices', {}],
    ['no networks and no rows', 'inventory-invalid', 'SELECT name AS device FROM devices WHERE false', {}],
  ])('refuses %s', async (_name, code, query, given) => {
    expect(await failure(query, given)).toMatch(new RegExp(`^${code}: `));
    expect((await server.run('SELECT count(*) AS rows FROM devices')).rows).toEqual([{ rows: '2' }]);
  });

  it.each([
    ['sslmode=prefer', 'an sslmode other than'],
    ['password=wrong-horse', 'contains a password'],
    ['sslmode=require&sslrootcert=/nowhere/ca.pem', 'cannot be read'],
  ])('refuses a URL with %s', async (parameters, words) => {
    expect(await failure(QUERY, { url: `${url}?${parameters}` })).toContain(words);
  });

  it('reports a denied, missing or stopped server', async () => {
    const other = { url: url.replace(USER, 'reader'), password: 'reader' };
    expect(await failure(QUERY, other)).toMatch(/^inventory-database-refused: .*permission denied/);
    expect(await failure(QUERY, { url: `${url}x` })).toMatch(/^inventory-database-refused: .*not exist/);
    expect(await failure(QUERY, { url: url.replace(`:${server.port}`, ':9') })).toMatch(
      /^inventory-database-unreachable/,
    );
    expect(await failure(QUERY, { url: url.replace('@', ':wrong-horse@') })).toMatch(
      /^config-invalid.*password/,
    );
    expect(await failure(QUERY, { url: 'postgresql://' })).toMatch(/^config-invalid/);
  });

  it('limits the time for waiting and reading', async () => {
    const slow = "SELECT '192.0.2.1' AS ip, pg_sleep(30)::text AS device";
    expect(await failure(slow, {}, { seconds: 1 })).toMatch(/^inventory-database-timeout: .* 1 s/);
    expect(await failure(QUERY, {}, { rows: 1 })).toMatch(/^inventory-too-large.*1 rows/);
    expect(await failure(QUERY, {}, { bytes: 20 })).toMatch(/^inventory-too-large/);
  });

  it('shows the database without user and parameters', () => {
    expect(shownOrigin(`${url}?user=eve`)).toBe(`database ${DATABASE} at 127.0.0.1`);
  });
});
