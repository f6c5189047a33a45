// Checks registers from a real MariaDB server: types of columns, TLS, refusals with their reasons, and that no secret is
// revealed.
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { readInventory } from '../inventory/read.js';
import { DATABASE, type Mysql, PASSWORD, startMysql, USER, whyNoMysql } from '../testing/mysql.js';
import { NOWHERE, registerAt } from '../testing/register.js';
import { readRegister } from './read-register.js';

const missing = whyNoMysql();
if (missing) console.warn(`Registers from MySQL are not tested: ${missing}`);

const QUERY = 'SELECT name AS device, address AS networks FROM devices ORDER BY name';

// In CI, MariaDB has to be installed.
describe.skipIf(missing !== undefined && process.env.CI !== 'true')('a register from MySQL', () => {
  let server: Mysql;
  let url: string;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startMysql();
    url = `mysql://${USER}@127.0.0.1:${server.port}/${DATABASE}`;
    await server.run(`USE ${DATABASE};
      CREATE TABLE devices (name text, address varbinary(64), names json, owner varchar(80) CHARACTER SET latin1,
        own boolean, since date, until timestamp NULL, number bigint unsigned);
      INSERT INTO devices VALUES
        ('web-1', '192.0.2.10', '["www.example.org", "mail.example.org"]', 'Zoë "A"', false, '2026-03-02',
          '2026-04-02 00:30', 18446744073709551615),
        ('campus', INET6_NTOA(INET6_ATON('2001:db8::')), NULL, NULL, true, NULL, NULL, 0);`);
  }, 60_000);
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
    for (const secret of [PASSWORD, 'wrong-horse', 'mysql://']) expect(message).not.toContain(secret);
    return `${code}: ${message}`;
  }

  it('reads the types that inventory columns have, in the time zone UTC', async () => {
    const query = `SELECT name AS device, address AS networks, names, owner, own, since AS valid_from,
      until AS valid_until, number FROM devices ORDER BY name DESC;`;
    const bytes = await read(query);
    expect(bytes.toString()).toContain('"18446744073709551615"');
    const [web, campus] = readInventory(bytes, 'database');
    expect(web).toMatchObject({
      ...{ device: 'web-1', names: ['www.example.org', 'mail.example.org'], owner: 'Zoë "A"', own: false },
      // 00:30 in the server's time zone.
      ...{ validFrom: '2026-03-02', validUntil: '2026-04-01' },
    });
    expect(campus).toMatchObject({ device: 'campus', own: true, owner: '', validFrom: '1970-01-01' });
  });

  it('reads an empty result, and many rows', async () => {
    expect(await devices(`${QUERY.replace('ORDER', 'WHERE false ORDER')}`)).toEqual([]);
    const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS n`).join(' UNION ');
    const many = `WITH d AS (${digits}) SELECT CONCAT('d', a.n, b.n, c.n, d.n) AS device, '192.0.2.1' AS ip
      FROM d AS a, d AS b, d AS c, d`;
    expect(new Set(await devices(many, {}, { rows: 10_000, bytes: 1e9 })).size).toBe(10_000);
  });

  it('encrypts as the URL says, and verifies the server unless it is on this machine', async () => {
    const encrypted =
      "SELECT VARIABLE_VALUE AS device, '192.0.2.1' AS ip FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'";
    expect(await devices(encrypted)).toEqual(['']);
    const named = url.replace('127.0.0.1', 'localhost');
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      expect(
        await devices(encrypted, { url: `${named}?sslmode=${mode}&sslrootcert=${server.caFile}` }),
        mode,
      ).toEqual([expect.stringMatching(/^TLS_/)]);
    expect(await failure(QUERY, { url: `${named}?sslmode=verify-full` })).toMatch(
      /^inventory-database-unreachable.*certificate/,
    );
    expect(await failure(QUERY, { url: `${url}?sslmode=verify-full&sslrootcert=${server.caFile}` })).toMatch(
      /^config-invalid.*names an address/,
    );
  });

  it('reads through a socket', async () => {
    const socket = `mysql://${USER}@localhost/${DATABASE}?host=${encodeURIComponent(server.socket)}`;
    expect(await devices(QUERY, { url: socket })).toEqual(['campus', 'web-1']);
  });

  it.each([
    ['a wrong password', 'inventory-database-auth', QUERY, { password: 'wrong-horse' }],
    ['a statement other than SELECT', 'inventory-database-refused', 'DROP TABLE devices', {}],
    ['several statements', 'inventory-database-refused', `${QUERY}; DROP TABLE devices`, {}],
    ['a change after WITH', 'inventory-database-refused', 'WITH a AS (SELECT 1) DELETE FROM devices', {}],
    ['a file as the result', 'inventory-database-refused', "SELECT 1 INTO OUTFILE '/tmp/sundial-x'", {}],
    ['an unknown table', 'inventory-database-refused', 'SELECT * FROM nothing', {}],
    ['no query', 'config-invalid', ' ', {}],
    ['neither networks nor names', 'inventory-invalid', 'SELECT name AS device FROM devices', {}],
    ['no networks and no rows', 'inventory-invalid', 'SELECT name AS device FROM devices WHERE false', {}],
  ])('refuses %s', async (_name, code, query, given) => {
    expect(await failure(query, given)).toMatch(new RegExp(`^${code}: `));
    expect(await devices()).toEqual(['campus', 'web-1']);
  });

  it('limits the time for waiting and reading, and the size', async () => {
    const slow = "SELECT '192.0.2.1' AS ip, SLEEP(30) AS device";
    expect(await failure(slow, {}, { seconds: 1 })).toMatch(/^inventory-database-timeout: .* 1 s/);
    expect(await failure(QUERY, {}, { rows: 1 })).toMatch(/^inventory-too-large.*1 rows/);
    expect(await failure(QUERY, {}, { bytes: 20 })).toMatch(/^inventory-too-large/);
  });

  it('reports a missing database and a stopped server', async () => {
    expect(await failure(QUERY, { url: `${url}x` })).toMatch(/^inventory-database-refused/);
    expect(await failure(QUERY, { url: url.replace(`:${server.port}`, ':9') })).toMatch(
      /^inventory-database-unreachable/,
    );
  });
});
