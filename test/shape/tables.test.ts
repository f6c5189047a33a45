// Checks which stations name a table in SQL: only its own station changes a table, and others read only tables
// declared readable.
import path from 'node:path';
import { expect, it } from 'vitest';
import type { DeclaredTables } from '../../src/domain/table.js';
import { isTest } from './imports-of.js';
import { type CodeFile, codeFiles, ROOT } from './tree.js';

/** Migration steps create and alter tables, whichever station declares the tables. */
const JOINED = 'src/store/schema/';

interface Owned {
  readonly station: string;
  readonly readable: boolean;
}

const stationOf = (file: string) => file.split('/')[1]!;
const program = codeFiles(['src']).filter(
  (file) => !isTest(file.path) && !file.path.startsWith(JOINED) && !file.path.endsWith('/tables.ts'),
);
const owned = await ownedTables();

/** Every declared table and view with its station. */
async function ownedTables(): Promise<Map<string, Owned>> {
  const files = codeFiles(['src']).filter(
    ({ path: file }) => file.endsWith('/tables.ts') && !file.startsWith(JOINED),
  );
  const tables = new Map<string, Owned>();
  for (const { path: file } of files) {
    const declared = Object.values<Partial<DeclaredTables>>(await import(path.join(ROOT, file)));
    for (const { steps, readable = [] } of declared.filter(({ steps }) => steps))
      for (const statement of steps!.flatMap(({ statements }) => statements))
        if (typeof statement !== 'string')
          tables.set(statement.name, {
            station: stationOf(file),
            readable: readable.some(({ name }) => name === statement.name),
          });
  }
  return tables;
}

/** The faults in a file's SQL. */
function faults({ path: file, text }: CodeFile): string[] {
  const station = stationOf(file);
  const found = (pattern: RegExp) =>
    [...text.matchAll(pattern)]
      .map(([whole, name]) => name ?? whole)
      .filter((name) => (owned.get(name)?.station ?? station) !== station);
  const changed = found(/\b(?:INTO|UPDATE|TABLE)\s+(\w+)|(?<=\binsert\(\s*')\w+/g);
  const read = found(/\b(?:FROM|JOIN)\s+(\w+)/g).filter((name) => !owned.get(name)!.readable);
  return [
    ...changed.map((name) => `${file}: changes ${name}, which is a table of ${owned.get(name)!.station}`),
    ...read.map((name) => `${file}: reads ${name}, which ${owned.get(name)!.station} keeps to itself`),
  ];
}

it('tables belong to the station that writes their SQL', () => {
  expect(program.flatMap(faults)).toEqual([]);
});

it('the engine does not leave the store', () => {
  const index = codeFiles(['src']).find(({ path: file }) => file === 'src/store/index.ts')!.text;
  const given = [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
    names!.split(','),
  );
  expect(given.map((name) => name.trim()).filter((name) => /\b(?:Engine|Reader|Lanes)$/.test(name))).toEqual(
    [],
  );
});

it.each([
  ['src/triage/a.ts', '`INSERT INTO ledger SELECT 1`', 'changes ledger, which is a table of store'],
  ['src/store/a.ts', "'TRUNCATE TABLE decision_rows'", 'changes decision_rows, which is a table of triage'],
  ['src/pipeline/a.ts', '`UPDATE deliveries SET`', 'changes deliveries, which is a table of store'],
  ['src/triage/a.ts', "tables.insert('ledger', [])", 'changes ledger, which is a table of store'],
  [
    'src/enrich/a.ts',
    '`SELECT 1 FROM triage_candidates`',
    'reads triage_candidates, which triage keeps to itself',
  ],
])('notices in %s: %s', (file, text, fault) => {
  expect(faults({ path: file, text })).toEqual([`${file}: ${fault}`]);
});
