// Attacks on `sundial sql`: every query that reads, writes or reveals more than Sundial's own tables must be refused.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SundialError } from '../../domain/errors.js';
import { everything } from '../../domain/everything.js';
import { type OperatorStore, openStore, type Store } from '../index.js';
import { ALL_TABLES } from '../testing/all-tables.js';
import { placeEmptyStore } from '../testing/placed-store.js';
import { allowedFunctions } from './readonly-functions.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-attacks-'));
const loot = path.join(folder, 'loot');
const home = process.cwd();
let store: Store;
let operator: OperatorStore;

beforeAll(async () => {
  // The embedded engine treats the name of an unknown table as a file in the working folder.
  process.chdir(folder);
  writeFileSync('secret.csv', 'key,value\nhmac,stolen\n');
  writeFileSync('secret', '{"hmac":"stolen"}\n');
  await placeEmptyStore(path.join(folder, 'data'));
  store = await openStore({
    folder: path.join(folder, 'data'),
    url: '',
    user: '',
    password: '',
    memoryLimitMib: 512,
  });
  operator = store.as(everything);
});
afterAll(async () => {
  await store.close();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

async function outcome(sql: string): Promise<string> {
  try {
    return JSON.stringify(await operator.readOnlySql(sql, { rows: 100, seconds: 10 }));
  } catch (thrown) {
    const { code, message } = thrown as SundialError;
    // A refusal only because the structure cannot be read would be luck.
    return message.includes('structure cannot be read') ? message : code;
  }
}

const ATTACKS: Readonly<Record<string, readonly string[]>> = {
  'functions handed over by their names': [
    "SELECT arrayMap(file, ['/etc/passwd'])",
    "SELECT arrayMap(FILE, ['/etc/passwd'])",
    "SELECT arrayMap(`file`, ['/etc/passwd'])",
    'SELECT arrayMap("file", [\'/etc/passwd\'])',
    "SELECT arrayFilter(file, ['/etc/passwd'])",
    "SELECT arraySort(file, ['/etc/passwd'])",
    "SELECT arrayFold(file, ['/etc/passwd'], '')",
    "SELECT mapApply(file, map('a', '/etc/passwd'))",
    'SELECT arrayMap(hostname, [1])',
    "SELECT arrayMap(dictGet, ['d'], ['a'], [1])",
    'SELECT arrayMap(currentUser, [1])',
    "SELECT * FROM events WHERE notEmpty(arrayMap(file, ['/etc/passwd']))",
    "SELECT arrayMap(file, ['/etc/passwd']) FROM listings",
    "SELECT 1 AS file, arrayMap(file, ['/etc/passwd'])",
    'SELECT sleepEachRow',
  ],
  'files and the network through table functions': [
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM FILE('/etc/passwd', 'LineAsString')",
    "SELECT * FROM `file`('/etc/passwd', 'LineAsString')",
    'SELECT * FROM "file"(\'/etc/passwd\')',
    "SELECT * FROM fi/**/le('/etc/passwd')",
    "SELECT * FROM file/* just a comment */('/etc/passwd')",
    "SELECT * FROM url('http://192.0.2.1/', 'LineAsString')",
    "SELECT * FROM s3('http://192.0.2.1/b/k.csv')",
    "SELECT * FROM s3Cluster('default', 'http://192.0.2.1/b/k.csv')",
    "SELECT * FROM remote('192.0.2.1', system.one)",
    "SELECT * FROM remoteSecure('192.0.2.1', default, events)",
    "SELECT * FROM cluster('default', system.one)",
    "SELECT * FROM merge('system', '.*')",
    "SELECT * FROM merge('.*')",
    "SELECT * FROM executable('id', 'TSV', 'a String')",
    "SELECT * FROM input('a String')",
    "SELECT * FROM dictionary('d')",
    "SELECT * FROM mysql('192.0.2.1:3306', 'd', 't', 'u', 'p')",
    "SELECT * FROM postgresql('192.0.2.1:5432', 'd', 't', 'u', 'p')",
    "SELECT * FROM sqlite('/tmp/x.db', 't')",
    "SELECT * FROM mongodb('192.0.2.1:27017', 'd', 't', 'u', 'p', 'a String')",
    "SELECT * FROM hdfs('hdfs://192.0.2.1/x')",
    'SELECT * FROM view(SELECT 1)',
    'SELECT * FROM loop(events)',
    "SELECT * FROM values('a String', 'x')",
    "SELECT * FROM format(CSV, '1,2')",
    "SELECT * FROM fuzzQuery('SELECT 1')",
    "SELECT * FROM viewExplain('EXPLAIN', '', (SELECT 1))",
    'SELECT * FROM Python(x)',
    'SELECT * FROM mergeTreeIndex(default, event_rows)',
  ],
  'the same, further down': [
    "SELECT * FROM (SELECT * FROM (SELECT * FROM file('/etc/passwd')))",
    "SELECT 1 UNION ALL SELECT * FROM file('/etc/passwd')",
    "SELECT 1 EXCEPT SELECT * FROM url('http://192.0.2.1/')",
    "SELECT ip FROM events WHERE port IN (SELECT * FROM file('/etc/passwd'))",
    "SELECT ip FROM events WHERE port IN file('/etc/passwd')",
    "SELECT ip FROM events WHERE EXISTS (SELECT * FROM file('/etc/passwd'))",
    "SELECT (SELECT * FROM file('/etc/passwd'))",
    "WITH x AS (SELECT * FROM file('/etc/passwd')) SELECT * FROM x",
    "WITH (SELECT * FROM file('/etc/passwd')) AS x SELECT x",
    "SELECT ip FROM events JOIN file('/etc/passwd') AS f ON 1 = 1",
    "SELECT ip FROM events ORDER BY (SELECT * FROM file('/etc/passwd'))",
  ],
  'functions that reach outside or tell about the server': [
    "SELECT file('/etc/passwd')",
    "WITH file('/etc/passwd') AS x SELECT x",
    "SELECT `file`('/etc/passwd')",
    "SELECT dictGet('d', 'a', 1)",
    "SELECT joinGet('t', 'a', 1)",
    "SELECT catboostEvaluate('/tmp/model', 1)",
    "SELECT getSetting('max_threads')",
    "SELECT getServerSetting('path')",
    "SELECT getMacro('shard')",
    "SELECT globalVariable('version')",
    'SELECT hostName()',
    'SELECT FQDN()',
    'SELECT currentUser()',
    'SELECT user()',
    'SELECT version()',
    'SELECT uptime()',
    'SELECT filesystemAvailable()',
    'SELECT sleep(3)',
    'SELECT sleepEachRow(1) FROM events',
    "SELECT aiGenerate('x')",
    "SELECT AIGenerate('x')",
    "SELECT chdb('SELECT 1')",
    "SELECT formatQuery('SELECT 1')",
    "SELECT addressToLine(1), demangle('x')",
    'SELECT showCertificate()',
    "SELECT hasColumnInTable('system', 'one', 'dummy')",
    "SELECT structureToProtobufSchema('a String')",
    "SELECT formatRow('CSV', 1)",
    "SELECT initializeAggregation('uniqState', 1)",
    "SELECT arrayReduce('uniqState', [1])",
    'SELECT uniqState(ip) FROM events',
    "SELECT CAST(unhex('00ff'), 'AggregateFunction(uniq, String)')",
    "SELECT unhex('00ff')::AggregateFunction(uniq, String)",
    "SELECT CAST(unhex('00ff'), concat('Aggregate', 'Function(uniq, String)'))",
  ],
  'functions in odd places': [
    'SELECT * APPLY(x -> file(x)) FROM events',
    'SELECT * APPLY(hostName) FROM events',
    "SELECT COLUMNS('ip') APPLY(quantile(file('x'))) FROM events",
    "SELECT * REPLACE (file('/etc/passwd') AS ip) FROM events",
    "SELECT ip FROM events LIMIT file('x')",
    "SELECT ip FROM events LIMIT 1 BY file('x')",
    "SELECT ip FROM events ORDER BY ip WITH FILL STEP file('x')",
    "SELECT port FROM events ORDER BY ip WITH FILL INTERPOLATE (port AS file('x'))",
    "SELECT count() OVER (PARTITION BY file('x')) FROM events",
    "SELECT count() OVER (ORDER BY ip ROWS BETWEEN file('x') PRECEDING AND CURRENT ROW) FROM events",
    "SELECT count() OVER w FROM events WINDOW w AS (ORDER BY file('x'))",
    "SELECT ip FROM events PREWHERE file('x') = ''",
    "SELECT ip FROM events GROUP BY GROUPING SETS ((ip), (file('x')))",
    "SELECT ip FROM events QUALIFY file('x') = ''",
    "SELECT ip FROM events ARRAY JOIN [file('x')] AS y",
    "SELECT number FROM numbers(length(file('/etc/passwd')))",
    'SELECT arrayMap(x -> hostName(), [1])',
    'SELECT sumIf(1, sleep(1) = 0) FROM events',
  ],
  "tables that are not Sundial's": [
    'SELECT * FROM system.tables',
    'SELECT * FROM `system`.`settings`',
    'SELECT * FROM "system"."query_log"',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM INFORMATION_SCHEMA.columns',
    'SELECT * FROM migrations',
    'SELECT * FROM default.events',
    'SELECT 1 IN system.one',
    'SELECT 1 IN (`system`.`one`)',
    'SELECT in(1, system.one)',
    'SELECT 1 NOT IN system.one',
    'SELECT 1 GLOBAL IN system.one',
    'SELECT ip FROM events, system.one',
    'SELECT * FROM (SELECT * FROM system.one)',
  ],
  'files by their name': [
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM `/etc/passwd`',
    "SELECT * FROM 'secret.csv'",
    'SELECT * FROM secret',
    'SELECT 1 IN (secret)',
    "SELECT * FROM '../../etc/passwd'",
    'SELECT * FROM `events (alias e)`',
    // The name is defined in another scope, so that outside that scope it would mean the file.
    'SELECT * FROM (WITH secret AS (SELECT 1) SELECT * FROM secret) AS a, secret',
    'WITH a AS (SELECT * FROM secret), secret AS (SELECT 1) SELECT * FROM a',
    'SELECT * FROM (WITH secret AS MATERIALIZED (SELECT 1) SELECT 1) AS a, secret',
    'SELECT * FROM secret WINDOW secret AS (ORDER BY 1)',
    'SELECT * FROM (WITH `secret.csv` AS (SELECT 1) SELECT 1) AS a, `secret.csv`',
  ],
  'output and settings': [
    `SELECT 1 INTO OUTFILE '${loot}'`,
    `SELECT 1 into/**/outfile '${loot}' FORMAT CSV`,
    `SELECT 1 INTO OUTFILE '${loot}' TRUNCATE`,
    'SELECT 1 FORMAT CSV',
    'SELECT 1 FORMAT Null',
    'SELECT 1 SETTINGS max_execution_time = 0',
    'SELECT * FROM (SELECT 1 SETTINGS readonly = 0)',
    'SELECT ip FROM events SETTINGS max_memory_usage = 0, limit = 0',
    'SELECT ip FROM events STREAM',
  ],
  'other statements': [
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP TABLE event_rows',
    'SELECT 1;\n-- two\nINSERT INTO event_rows (load) VALUES (1)',
    'INSERT INTO event_rows (load) VALUES (1)',
    `INSERT INTO FUNCTION file('${loot}') SELECT 1`,
    'INSERT INTO run_log SELECT * FROM run_log',
    'CREATE TABLE x (a Int8) ENGINE = Memory',
    'CREATE FUNCTION f AS (x) -> file(x)',
    "CREATE VIEW x AS SELECT * FROM file('/etc/passwd')",
    'ALTER TABLE event_rows DELETE WHERE 1',
    'DELETE FROM event_rows WHERE 1',
    'UPDATE event_rows SET first = 0 WHERE 1',
    'TRUNCATE TABLE event_rows',
    'DROP TABLE event_rows',
    'RENAME TABLE events TO x',
    'OPTIMIZE TABLE event_rows FINAL',
    'SET readonly = 0',
    'USE system',
    'SYSTEM SHUTDOWN',
    'KILL QUERY WHERE 1',
    'ATTACH TABLE x',
    "BACKUP TABLE event_rows TO File('/tmp/x')",
    'SHOW TABLES',
    'SHOW CREATE TABLE event_rows',
    'DESCRIBE TABLE events',
    "DESCRIBE TABLE url('http://192.0.2.1/')",
    'EXISTS TABLE events',
    'CHECK TABLE event_rows',
    'GRANT ALL ON *.* TO default',
    "SELECT 1 PARALLEL WITH SELECT * FROM file('/etc/passwd')",
    'BEGIN TRANSACTION',
    '',
    ';',
    '-- nothing',
  ],
  'playing with the check itself': [
    'EXPLAIN AST SELECT 1',
    "EXPLAIN SELECT * FROM file('/etc/passwd')",
    "SELECT * FROM (EXPLAIN AST SELECT * FROM file('/etc/passwd'))",
    'graph = 1 SELECT 1',
    'optimize = 1, SELECT 1',
    "AST SELECT * FROM file('/etc/passwd')",
    'SELECT 1 /* \n */ ; /* */ SELECT 2',
    'SELECT {x:Identifier} FROM events',
    'SELECT * FROM {t:Identifier}',
    'SELECT ?',
    'SELECT 1 AS `a\n   Literal 1`',
    'SELECT `a\n    Function count (children 1)` FROM events',
    'SELECT 1 AS "a (children 9)"',
    'SELECT 1 AS "a`b"',
    'SELECT \u0000 1',
    "SELECT 'a\u0000b'",
    'SELECT\u00a0* FROM system.one',
    "SELECT * FROM ｆｉｌｅ('/etc/passwd')",
    `SELECT ${'('.repeat(50_000)}1${')'.repeat(49_000)}`,
    `SELECT '${'x'.repeat(100_000)}'`,
  ],
};

describe.each(Object.entries(ATTACKS))('%s', (_kind, attacks) => {
  it.each(attacks.map((sql) => [sql.slice(0, 120), sql]))('%s', async (_shown, sql) => {
    expect(await outcome(sql)).toBe('query-refused');
  });
});

it.each([
  'SELECT hostname, lower(hostname) FROM events',
  'SELECT file FROM listings ORDER BY file',
  "SELECT arrayStringConcat(groupArray(hostname), ',') FROM events",
  'SELECT arrayMap(upper, [events.hostname]) FROM events',
  "SELECT arrayMap(upper, ['a'])",
  'SELECT count() AS version FROM events ORDER BY version',
])('answers %s', async (sql) => {
  expect(await outcome(sql)).toMatch(/^\{"columns"/);
});

it('leaves nothing behind', async () => {
  expect(existsSync(loot)).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(['data', 'secret', 'secret.csv']);
  const tables = await operator.tables.rows<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = 'default' AND name IN ('x', 'f')",
  );
  expect(tables).toEqual([]);
});

it('refuses every function that is not on the list', async () => {
  const known = await operator.tables.rows<{ name: string; harmless: number }>(
    `SELECT name, categories IN ('Arithmetic', 'Mathematical', 'Arrays', 'String') AS harmless FROM system.functions
     WHERE NOT match(name, '^[_]')`,
  );
  const allowed = new Set(allowedFunctions().map((name) => name.toLowerCase()));
  const others = known.filter(({ name }) => !allowed.has(name.toLowerCase()));
  expect(others.length).toBeGreaterThan(300);
  for (const { name } of others)
    expect([name, await outcome(`SELECT \`${name}\`(1, 1)`)]).toEqual([name, 'query-refused']);
});

it('refuses every table function but those that count', async () => {
  const known = await operator.tables.rows<{ name: string }>('SELECT name FROM system.table_functions');
  const others = known.filter(({ name }) => !/^(numbers|generateSeries|generate_series)$/.test(name));
  expect(others.length).toBeGreaterThan(50);
  for (const { name } of others)
    expect([name, await outcome(`SELECT * FROM \`${name}\`(1, 1)`)]).toEqual([name, 'query-refused']);
});

it('names only functions that the engine has', async () => {
  const known = await operator.tables.rows<{ name: string }>('SELECT name FROM system.functions');
  const names = new Set(known.map(({ name }) => name));
  const grammar = ['lambda', 'exists', 'grouping', 'untuple'];
  expect(allowedFunctions().filter((name) => !names.has(name) && !grammar.includes(name))).toEqual([]);
});

describe('limits', () => {
  it('ends a query that takes too long', async () => {
    const endless = operator.readOnlySql('SELECT sum(number) FROM numbers(1000000000000)', {
      rows: 1,
      seconds: 1,
    });
    await expect(endless).rejects.toMatchObject({ code: 'query-failed' });
  });

  it('refuses a query that needs too much memory', async () => {
    expect(await outcome('SELECT length(groupArray(number)) FROM numbers(1000000000)')).toBe('query-memory');
    const large = operator.readOnlySql("SELECT repeat('x', 1000000) FROM numbers(1000)", {
      rows: 1000,
      seconds: 10,
    });
    await expect(large).rejects.toMatchObject({ code: expect.stringMatching(/^query-(memory|failed)$/) });
  });

  it('cuts rows, also those of a union', async () => {
    const cut = await operator.readOnlySql(
      'SELECT number FROM numbers(5) UNION ALL SELECT number FROM numbers(5)',
      { rows: 3, seconds: 5 },
    );
    expect(cut).toMatchObject({ rows: [[0], [1], [2]], cut: true });
  });

  it('leaves the store itself without limits', async () => {
    await outcome('SELECT 1');
    expect(await operator.tables.rows('SELECT number FROM numbers(1000)')).toHaveLength(1000);
    await operator.ownTables(ALL_TABLES).insert('projections', [{ seq: 0 }]);
  });
});
