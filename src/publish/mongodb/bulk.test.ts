// Checks how refused documents are found from the answers of a server, which are written here after MongoDB's manual.
import { expect, it } from 'vitest';
import { type StoredDocument, type Write, writeAll } from './bulk.js';

type Operations = readonly { replaceOne?: { replacement: StoredDocument }; deleteOne?: { filter: object } }[];

/** A collection that answers each bulk with a failure or accepts it, and keeps the sizes of bulks. */
function collection(answer: (ids: readonly string[]) => object | undefined) {
  const sizes: number[] = [];
  const bulkWrite = async (operations: Operations) => {
    sizes.push(operations.length);
    const failure = answer(operations.map(({ replaceOne }) => replaceOne?.replacement._id ?? ''));
    if (failure) throw Object.assign(new Error('the bulk failed'), failure);
  };
  return { sizes, bulkWrite: bulkWrite as never };
}

const writes = (number: number): Write[] =>
  Array.from({ length: number }, (_, at) => ({ _id: `d${at}`, document: { _id: `d${at}` } }));

it('reads the refused documents from the answer', async () => {
  const validation = { code: 121, errmsg: 'Document failed validation' };
  const target = collection(() => ({
    ...{ code: 121, matchedCount: 1, upsertedCount: 2 },
    writeErrors: [
      { ...validation, index: 1 },
      { ...validation, index: 3 },
    ],
  }));
  const problem = 'Document failed validation';
  expect(await writeAll(target, writes(5))).toEqual([
    { _id: 'd1', problem },
    { _id: 'd3', problem },
  ]);
  expect(target.sizes).toEqual([5]);
});

it('halves a bulk whose answer does not account for all documents', async () => {
  const target = collection((ids) =>
    ids.includes('d6')
      ? { code: 11000, writeErrors: { index: 0, code: 11000, errmsg: 'a duplicate' } }
      : undefined,
  );
  expect(await writeAll(target, writes(9))).toEqual([{ _id: 'd6', problem: 'a duplicate' }]);
});

it('halves a bulk that was refused as a whole', async () => {
  const target = collection((ids) => (ids.includes('d0') ? { code: 10334 } : undefined));
  expect(await writeAll(target, writes(4))).toEqual([{ _id: 'd0', problem: 'the bulk failed' }]);
  expect(target.sizes).toEqual([4, 2, 1, 1, 2]);
});

it.each([
  ['a write that may succeed later', { writeErrors: [{ index: 0, code: 112 }], upsertedCount: 2 }],
  [
    'one of several such writes',
    {
      writeErrors: [
        { index: 0, code: 121 },
        { index: 1, code: 112 },
      ],
    },
  ],
  [
    'a majority that did not confirm',
    {
      ...{ code: 121, writeErrors: [{ index: 0, code: 121 }], matchedCount: 2 },
      result: { getWriteConcernError: () => new Error('waiting for replication timed out') },
    },
  ],
  ['a connection', { name: 'MongoNetworkError' }],
])('throws a failure of %s', async (_of, failure) => {
  await expect(
    writeAll(
      collection(() => failure),
      writes(3),
    ),
  ).rejects.toThrow('the bulk failed');
});
