// Compares the format of events, manifests and hashes with a feed that PyMISP wrote, if it lies beside the project. Its
// content follows no mapping, so only fields and their types are compared.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventOf } from '../../publish/testing/events.js';
import { sharedData } from '../../records/testing/corpus.js';
import { manifestEntry, mispHead, mispRow } from './index.js';

const FILE = sharedData('golden/misp/feed.json');

type Fields = Readonly<Record<string, unknown>>;
interface Vector {
  readonly event: {
    readonly Event: Fields & {
      readonly uuid: string;
      readonly Orgc: Fields;
      readonly Tag: readonly [Fields];
      readonly Object: readonly [Fields & { readonly Attribute: readonly [Fields] }];
      readonly Attribute: readonly [{ readonly value: string }];
    };
  };
  readonly manifest_entry: Readonly<Record<string, Fields>>;
  readonly hashes_csv_lines: readonly string[];
}

/** The fields that differ, with the reason. All others have to be the same, with values of the same type. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'Event.distribution': 'PyMISP leaves it out by default; the output has an option for it',
  'Event.protected': 'only events that a MISP signs have a use for it',
  'Tag.local': 'the tags of a feed are never local; MISP takes that as the default',
  'Tag.relationship_type': 'empty, which is the default of MISP',
  'Object.deleted': 'a feed has to name withdrawn objects as deleted',
  'Attribute.deleted': 'a feed has to name withdrawn attributes as deleted',
};

/** The fields of a kind of record in both feeds, with the types of their values. */
function fieldsOf(kind: string, ours: object, theirs: object): [name: string, isEqual: boolean][] {
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const typeIn = (record: object, name: string) => typeof (record as Fields)[name];
  return [...names].map((name) => [`${kind}.${name}`, typeIn(ours, name) === typeIn(theirs, name)]);
}

it.skipIf(FILE === undefined)('events, the manifest and hashes have the fields of a feed by PyMISP', () => {
  const vector = JSON.parse(readFileSync(FILE!, 'utf8')) as Vector;
  const facts = loadCatalogue().describe('scan_exchange');
  const head = mispHead(
    { type: 'scan_exchange', date: '2026-01-15', list: 'example', part: 1 },
    {
      organisation: { name: 'Example CSIRT', uuid: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b' },
      ...{ tlp: 'green', tags: [], distribution: 'community', sharingGroup: { name: '', uuid: '' } },
      constituents: [],
    },
    facts,
    '1768435200',
  );
  const place = { event: head.uuid, timestamp: '1768435200' };
  const object = mispRow(eventOf(['ip'], { ip: '192.0.2.1' }), facts, place, 'objects').object!;
  const { Object: objects, Attribute: attributes, Tag: tags, Orgc, ...event } = vector.event.Event;
  const { Object: mine, Tag: ownTags, Orgc: ownOrgc, ...ownHead } = { ...head, Object: [object] };
  const manifest = manifestEntry(head);
  const [theirs] = Object.values(vector.manifest_entry);
  const fields = [
    ...fieldsOf('Event', ownHead, event),
    ...fieldsOf('Orgc', ownOrgc, Orgc),
    ...fieldsOf('Tag', ownTags[0]!, tags[0]),
    ...fieldsOf('Object', mine[0]!, objects[0]),
    ...fieldsOf('Attribute', object.Attribute[0]!, objects[0].Attribute[0]),
    ...fieldsOf('manifest', manifest, theirs!),
  ];
  const different = fields.filter(([, isEqual]) => !isEqual).map(([name]) => name);
  const list = different.map((name) => `  ${name}: ${DIFFERENCES[name] ?? 'no reason'}`);
  console.info(
    `${fields.length - different.length} of ${fields.length} fields are equal:\n${list.join('\n')}`,
  );
  expect(different.toSorted()).toEqual(Object.keys(DIFFERENCES).toSorted());
  const hash = createHash('md5').update(attributes[0].value).digest('hex');
  expect(vector.hashes_csv_lines[0]).toBe(`${hash},${vector.event.Event.uuid}`);
});
