// Tests the engine's contract on every available engine.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockParts, MapColumn, PlainColumn, structureOf } from '../../read/encode/native.js';
import { migrate, SCHEMA_VERSION, schemaVersion } from '../schema/migrations.js';
import { enginesToTest } from '../testing/engines.js';
import type { Engine } from './engine.js';

describe.each(enginesToTest())('engine: $name', ({ open, cleanUp }) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await open();
    await engine.run('CREATE TABLE words (word String, number UInt64) ENGINE = MergeTree ORDER BY word');
  });
  afterAll(async () => {
    await engine.run('DROP TABLE words');
    await engine.close();
    cleanUp();
  });

  it('binds values of all kinds with any content', async () => {
    const nasty = '\'; DROP TABLE words; -- \\ {x:String}\n\t`"';
    const rows = await engine.rows(
      'SELECT {text:String} AS text, {list:Array(String)} AS list, {n:UInt32} AS n',
      {
        text: nasty,
        list: [nasty, 'b'],
        n: 4_294_967_295,
      },
    );
    expect(rows).toEqual([{ text: nasty, list: [nasty, 'b'], n: 4_294_967_295 }]);
  });

  it('returns 64-bit numbers as numbers', async () => {
    expect(await engine.rows('SELECT toUInt64(9007199254740991) AS big')).toEqual([
      { big: 9_007_199_254_740_991 },
    ]);
  });

  it('inserts rows with quotes, backslashes and text of any language', async () => {
    const rows = [
      { word: 'Ünïcödé "quoted" \\back', number: 1 },
      { word: '日本\u0000end', number: 2 },
    ];
    await engine.insert('words', rows);
    expect(await engine.rows('SELECT word, number FROM words ORDER BY number')).toEqual(rows);
    await engine.insert('words', []);
    expect(await engine.rows('SELECT count() AS n FROM words')).toEqual([{ n: 2 }]);
  });

  it('loads a Native file byte for byte', async () => {
    await engine.run(
      'CREATE TABLE raw (id UInt32, value String, rest Map(LowCardinality(String), String)) ENGINE = MergeTree ORDER BY id',
    );
    const id = new PlainColumn('id', 'UInt32');
    const value = new PlainColumn('value', 'String');
    const rest = new MapColumn('rest');
    const bytes = Buffer.from([0x00, 0xff, 0xfe, 0x0a, 0x27, 0x5c]);
    for (const number of [1, 2]) {
      id.u32(number);
      value.string(bytes);
      if (number === 2) rest.add(rest.keyIndex('column'), bytes, 0, bytes.length);
      rest.endRow();
    }
    const file = path.join(tmpdir(), `sundial-native-${process.pid}.native`);
    const columns = [id, value, rest];
    writeFileSync(file, Buffer.concat(blockParts(columns, 2)));
    await engine.load('raw', { file, columns: ['id', 'value', 'rest'], structure: structureOf(columns) });
    const stored = await engine.rows(
      "SELECT id, hex(value) AS value, hex(rest['column']) AS rest FROM raw ORDER BY id",
    );
    const hex = bytes.toString('hex').toUpperCase();
    expect(stored).toEqual([
      { id: 1, value: hex, rest: '' },
      { id: 2, value: hex, rest: hex },
    ]);
    expect(await engine.bytes('SELECT value FROM raw WHERE id = {id:UInt32}', 'RawBLOB', { id: 1 })).toEqual(
      bytes,
    );
    await engine.run('DROP TABLE raw');
  });

  it('loads blocks whose maps are all empty', async () => {
    await engine.run(
      'CREATE TABLE bare (rest Map(LowCardinality(String), String)) ENGINE = MergeTree ORDER BY tuple()',
    );
    const rest = new MapColumn('rest');
    for (let row = 0; row < 3; row++) rest.endRow();
    const file = path.join(tmpdir(), `sundial-bare-${process.pid}.native`);
    writeFileSync(file, Buffer.concat(blockParts([rest], 3)));
    await engine.load('bare', { file, columns: ['rest'], structure: structureOf([rest]) });
    expect(await engine.rows('SELECT count() AS n, sum(length(rest)) AS pairs FROM bare')).toEqual([
      { n: 3, pairs: 0 },
    ]);
    await engine.run('DROP TABLE bare');
  });

  it('refuses a query that exceeds its memory limit, and keeps working', async () => {
    const heavy = engine.rows('SELECT groupArray(number) AS all FROM numbers(500000000) GROUP BY number % 2');
    await expect(heavy).rejects.toMatchObject({ code: 'query-memory' });
    expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it("reports the engine's error for an invalid query", async () => {
    await expect(engine.rows('SELECT nonsense FROM nowhere')).rejects.toMatchObject({ code: 'query-failed' });
  });

  it('migrates an empty store once, and refuses a newer store', async () => {
    await migrate(engine, 'here');
    await migrate(engine, 'here');
    expect(await schemaVersion(engine)).toBe(SCHEMA_VERSION);
    expect(await engine.rows('SELECT count() AS n FROM events')).toEqual([{ n: 0 }]);
    await engine.insert('migrations', [{ number: SCHEMA_VERSION + 1, title: 'from the future' }]);
    await expect(migrate(engine, 'here')).rejects.toMatchObject({ code: 'store-newer' });
    await engine.run('DROP TABLE migrations');
  });
});
