// Tests that a station can change only its own tables, and that readers cannot change any.
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeclaredTables } from '../../domain/table.js';
import type { Engine } from './engine.js';
import { ownTables, readerOf } from './own-tables.js';

const PAGES: DeclaredTables = {
  steps: [
    {
      number: 1,
      title: 'pages',
      statements: [
        { name: 'page_rows', columns: [['page', 'UInt32']], orderBy: 'page' },
        { name: 'pages', select: 'SELECT * FROM page_rows' },
        'ALTER TABLE other_rows ADD COLUMN page UInt32',
      ],
    },
  ],
  readable: [],
};

/** Statements that reached the engine. */
let reached: string[] = [];
const engine: Partial<Engine> = {
  rows: async (sql) => {
    reached.push(sql);
    return [];
  },
  run: async (sql) => void reached.push(sql),
  insert: async (table) => void reached.push(table),
};
const own = ownTables(engine as Engine, PAGES);

beforeEach(() => {
  reached = [];
});

describe('a station changes its own table', () => {
  it.each([
    'INSERT INTO page_rows (page) SELECT 1',
    '\n    INSERT INTO page_rows (page)\n SELECT load FROM ledger',
    'TRUNCATE TABLE page_rows',
    "ALTER TABLE page_rows DROP PARTITION '2026-03-01'",
    'DELETE FROM page_rows WHERE page = 1',
    'UPDATE page_rows SET page = 2 WHERE page = 1',
  ])('%s', async (sql) => {
    await own.run(sql);
    expect(reached).toEqual([sql]);
  });

  it('by rows', async () => {
    await own.insert('page_rows', [{ page: 1 }]);
    expect(reached).toEqual(['page_rows']);
  });
});

describe('a station changes no other table', () => {
  it.each([
    'INSERT INTO ledger SELECT * FROM page_rows',
    'INSERT INTO page_rows_2 SELECT 1',
    'TRUNCATE TABLE other_rows',
    'INSERT INTO pages SELECT 1',
    'DROP TABLE page_rows',
    'SELECT * FROM page_rows',
    '',
  ])('"%s"', async (sql) => {
    await expect(own.run(sql)).rejects.toThrow('no table of this station');
    expect(reached).toEqual([]);
  });

  it('by rows', async () => {
    await expect(own.insert('ledger', [{}])).rejects.toThrow('no table of this station');
    expect(reached).toEqual([]);
  });
});

it('readers read', async () => {
  const reader = readerOf(engine as Engine);
  const query = 'WITH 1 AS page SELECT page FROM ledger';
  await reader.rows(query);
  await expect(reader.rows('INSERT INTO page_rows SELECT 1')).rejects.toThrow('only reading');
  await expect(own.rows('TRUNCATE TABLE page_rows')).rejects.toThrow('only reading');
  expect(reached).toEqual([query]);
});
