// Tries every name of the engine in every position of a query: none may read a file or reach the network.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import type { SundialError } from '../../domain/errors.js';
import { everything } from '../../domain/everything.js';
import { type OperatorStore, openStore, type Store } from '../index.js';
import { placeEmptyStore } from '../testing/placed-store.js';

const CANARY = 'CANARY-1fe5';
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-names-'));
const file = path.join(folder, 'canary.csv');
const home = process.cwd();
let store: Store;
let operator: OperatorStore;
let server: Server;
let connections = 0;

/** Positions in a query: `F` stands for the name, `C` for the file with the canary. */
const PLACES = [
  'SELECT F(C)',
  'SELECT F()',
  "SELECT F(C, 'LineAsString')",
  'SELECT arrayMap(F, [C])',
  'SELECT arrayFilter(F, [C])',
  'SELECT arraySort(F, [C])',
  'SELECT arrayFold(F, [C], C)',
  'SELECT arrayMap((F), [C])',
  'SELECT arrayMap(x -> F(x), [C])',
  'SELECT mapApply(F, map(C, C))',
  'SELECT C AS x, arrayMap(F, [x])',
  'WITH F AS f SELECT arrayMap(f, [C])',
  'WITH (x -> F(x)) AS f SELECT f(C)',
  'SELECT 1 AS F, arrayMap(F, [C])',
  'SELECT (SELECT arrayMap(F, [C])) FROM events',
  'SELECT * FROM (SELECT arrayMap(F, [C]) AS a) ARRAY JOIN a',
  'SELECT 1 ORDER BY F(C)',
  "SELECT arrayReduce('F', [C])",
  'SELECT * FROM F(C)',
  "SELECT * FROM F(C, 'LineAsString', 'x String')",
  'SELECT * FROM F',
  'SELECT * FROM events JOIN F(C) AS j ON 1',
  'SELECT C IN F',
];
/** Names that are always tried, in one of `EACH` positions, which is all of them if campaigns run in full. */
const DANGEROUS =
  /file|url|s3|hdfs|remote|cluster|sql|executable|http|mongo|redis|kafka|azure|dict|merge|input|loop/i;
const EACH = campaign({ short: 8, full: 1 });
/**
 * The sample of the other names: one in `oneIn`, each in `places` positions. All of them together are in every position
 * many times; what is refused depends on the name.
 */
const OTHERS = campaign({ short: { oneIn: 32, places: 1 }, full: { oneIn: 1, places: 2 } });

beforeAll(async () => {
  process.chdir(folder);
  writeFileSync(file, `${CANARY}\n`);
  server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
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
  server.close();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

async function answer(sql: string): Promise<string> {
  try {
    return JSON.stringify(await operator.readOnlySql(sql, { rows: 10, seconds: 5 }));
  } catch (thrown) {
    return (thrown as SundialError).code;
  }
}

it('reveals nothing through any name', async () => {
  const names = await operator.tables.rows<{ name: string }>(
    'SELECT name FROM system.functions UNION DISTINCT SELECT name FROM system.table_functions ORDER BY name',
  );
  expect(names.length).toBeGreaterThan(1_000);
  const { port } = server.address() as { port: number };
  const values = [`'${file}'`, `'http://127.0.0.1:${port}/canary'`];
  const leaks: string[] = [];
  for (const [number, { name }] of names.entries()) {
    const isDangerous = DANGEROUS.test(name);
    if (!isDangerous && number % OTHERS.oneIn !== 0) continue;
    const places = isDangerous
      ? PLACES.filter((_, at) => (number + at) % EACH === 0)
      : Array.from({ length: OTHERS.places }, (_, at) => PLACES[(number + at) % PLACES.length]!);
    for (const [at, place] of places.entries()) {
      const value = values[(number + at) % values.length]!;
      const sql = place.replaceAll(/\bF\b/g, `\`${name}\``).replaceAll(/\bC\b/g, value);
      if ((await answer(sql)).includes(CANARY)) leaks.push(sql);
    }
  }
  expect(leaks).toEqual([]);
  expect(connections).toBe(0);
});

it('detects a leak, to prove that the check can fail', async () => {
  const [row] = await operator.tables.rows<{ all: string[] }>(`SELECT arrayMap(file, ['${file}']) AS all`);
  expect(row!.all.join()).toContain(CANARY);
});
