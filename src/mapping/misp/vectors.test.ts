// Compares the format of events, manifests and hashes with a feed that PyMISP wrote, if it lies beside the project. Its
// content follows no mapping, so only fields and their types are compared.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventOf } from '../../publish/testing/events.js';
import { sharedData } from '../../records/testing/corpus.js';
import { manifestEntry, mispHead, mispObject } from './index.js';

const FILE = sharedData('golden/misp/feed.json');

interface Vector {
  readonly event: { readonly Event: Fields & { readonly uuid: string } };
  readonly manifest_entry: Readonly<Record<string, Fields>>;
  readonly hashes_csv_lines: readonly string[];
}
type Fields = Readonly<Record<string, unknown>>;

const typesOf = (value: object): string[] =>
  Object.entries(value)
    .map(([key, field]) => `${key}: ${typeof field}`)
    .toSorted();
/** Fields of ours that a feed of PyMISP lacks, and of theirs that ours lacks. */
const differences = (ours: object, theirs: object) => ({
  added: typesOf(ours).filter((each) => !typesOf(theirs).includes(each)),
  missing: typesOf(theirs).filter((each) => !typesOf(ours).includes(each)),
});

it.skipIf(FILE === undefined)('events, the manifest and hashes have the fields of a feed by PyMISP', () => {
  const {
    event,
    manifest_entry: entries,
    hashes_csv_lines: hashes,
  } = JSON.parse(readFileSync(FILE!, 'utf8')) as Vector;
  const head = mispHead(
    { type: 'scan_exchange', date: '2026-01-15', list: 'example', part: 1 },
    {
      organisation: { name: 'Example CSIRT', uuid: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b' },
      ...{ tlp: 'green', tags: [], distribution: 'community', sharingGroup: { name: '', uuid: '' } },
      constituents: [],
    },
    loadCatalogue().describe('scan_exchange'),
    '1768435200',
  );
  const object = mispObject(eventOf(['ip'], { ip: '192.0.2.1' }), {
    event: head.uuid,
    timestamp: '1768435200',
  });
  const {
    Object: objects,
    Attribute: attributes,
    ...theirs
  } = event.Event as unknown as {
    readonly Object: readonly (Fields & { readonly Attribute: readonly [Fields] })[];
    readonly Attribute: readonly [{ readonly value: string }];
  };
  expect(differences(head, theirs)).toEqual({
    added: ['distribution: string'],
    // Only an event that MISP signs has a meaning for it.
    missing: ['protected: boolean'],
  });
  expect(differences(manifestEntry(head), Object.values(entries)[0]!)).toEqual({ added: [], missing: [] });
  expect(differences(object, objects[0]!)).toEqual({ added: ['deleted: boolean'], missing: [] });
  expect(differences(object.Attribute[0]!, objects[0]!.Attribute[0])).toEqual({
    added: ['deleted: boolean'],
    missing: [],
  });
  const hash = createHash('md5').update(attributes[0].value).digest('hex');
  expect(hashes[0]).toBe(`${hash},${event.Event.uuid}`);
});
