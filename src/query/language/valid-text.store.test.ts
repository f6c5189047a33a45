// Tests that the SQL turns any bytes into the text that readers of reports make of them.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { World } from '../../../test/support/world.js';
import { textOf } from '../../records/text-of.js';
import { validText, validTexts } from './valid-text.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const EVERY_BYTE = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]));
/** What a URL or a pattern would treat in a special way, before a byte that is not UTF-8. */
const SPECIAL = ['%41', '%', '%5Cx', '+', '\\', '\\xE9', '\\1', 'é', '\0', '%e9', ' '].map((text) =>
  Buffer.concat([Buffer.from(text), Buffer.from([0xe9])]),
);
const RANDOM = fc
  .sample(fc.uint8Array({ maxLength: 30 }), { seed: 20_260_304, numRuns: 500 })
  .map((bytes) => Buffer.from(bytes));

it('keeps valid text, and escapes the bytes of other text, as readers do', async () => {
  const given = [...EVERY_BYTE, ...SPECIAL, ...RANDOM];
  const [row] = await world.operator.tables.rows<{ alone: string[]; listed: string[] }>(
    `SELECT arrayMap(text -> hex(${validText('text')}), texts) AS alone,
       arrayMap(text -> hex(text), ${validTexts('texts')}) AS listed
     FROM (SELECT arrayMap(bytes -> unhex(bytes), {given:Array(String)}) AS texts)`,
    { given: given.map((bytes) => bytes.toString('hex')) },
  );
  const expected = given.map(textOf);
  const texts = (hex: readonly string[]) => hex.map((digits) => Buffer.from(digits, 'hex').toString());
  expect(texts(row!.alone)).toEqual(expected);
  expect(texts(row!.listed)).toEqual(expected);
});
