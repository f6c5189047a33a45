// Tests that what was read is read again when a statement may have changed one of its tables, and only then.
import { expect, it } from 'vitest';
import { Remembered } from './remembered.js';
import { changedTable, TableWrites } from './table-writes.js';

function reading(writes: (tables: readonly string[]) => number | undefined) {
  let times = 0;
  const remembered = new Remembered({ writes }, ['ledger', 'deliveries'], async () => ++times);
  return () => remembered.get();
}

it('is read again after a write to one of its tables', async () => {
  const writes = new TableWrites();
  const read = reading((tables) => writes.of(tables));
  expect([await read(), await read()]).toEqual([1, 1]);
  writes.add('consumers');
  expect(await read()).toBe(1);
  writes.add('deliveries');
  expect([await read(), await read()]).toEqual([2, 2]);
});

it('is read again after a statement that may have changed any table', async () => {
  const writes = new TableWrites();
  const read = reading((tables) => writes.of(tables));
  await read();
  writes.add();
  expect(await read()).toBe(2);
});

it('is read again if a write ends while it is read', async () => {
  const writes = new TableWrites();
  let value = 'before';
  const remembered = new Remembered({ writes: (tables) => writes.of(tables) }, ['ledger'], async () => {
    const read = value;
    value = 'after';
    writes.add('ledger');
    return read;
  });
  expect([await remembered.get(), await remembered.get()]).toEqual(['before', 'after']);
});

it('is always read on a server, whose tables others may change', async () => {
  const read = reading(() => undefined);
  expect([await read(), await read()]).toEqual([1, 2]);
});

it.each([
  ['INSERT INTO ledger (load) SELECT 1', 'ledger'],
  ["\n  DELETE FROM consumers WHERE name = 'x'", 'consumers'],
  ['UPDATE event_rows SET first = 0 WHERE 1', 'event_rows'],
  ['TRUNCATE TABLE projections', 'projections'],
  ['ALTER TABLE ledger DROP PARTITION 1', undefined],
  ['EXCHANGE TABLES ledger AND scratch_1', undefined],
  ['INSERT INTO FUNCTION file(x) SELECT 1', undefined],
  ['TRUNCATE TABLE IF EXISTS ledger', undefined],
])('%j changes %s', (sql, table) => {
  expect(changedTable(sql)).toBe(table);
});
