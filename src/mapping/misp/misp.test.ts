// Checks rows for MISP: golden files for each family of types, the choice of objects, hostile values, and events' heads.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventOf } from '../../publish/testing/events.js';
import { GOLDEN_DATE, GOLDEN_TYPES, goldenEvents } from '../testing/golden.js';
import {
  deletedItem,
  listIn,
  type MispOptions,
  manifestEntry,
  mispHead,
  mispRow,
  mispTitle,
} from './index.js';

const catalogue = loadCatalogue();
const OPTIONS: MispOptions = {
  organisation: { name: 'Example CSIRT', uuid: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b' },
  ...{ tlp: 'green', tags: [], distribution: 'community', sharingGroup: { name: '', uuid: '' } },
  constituents: [],
};
const PLACE = { event: 'a17b6e3e-29c1-5d25-8d0a-5f0f0d9b5d0e', timestamp: '1768435200' };
type Cells = Readonly<Record<string, string>>;
const rowOf = (cells: Cells, rows: 'objects' | 'attributes' = 'objects', type = 'special') =>
  mispRow(eventOf(Object.keys(cells), cells), catalogue.describe(type), PLACE, rows);
const objectOf = (cells: Cells) => rowOf(cells).object!;
const valuesOf = (cells: Cells) =>
  Object.fromEntries(
    objectOf(cells).Attribute.map(({ object_relation: relation, value }) => [relation, value]),
  );

describe('golden files', () => {
  it.each(GOLDEN_TYPES)('%s', async (type) => {
    const facts = catalogue.describe(type);
    const head = mispHead(
      { type, date: GOLDEN_DATE, list: 'example', part: 1 },
      OPTIONS,
      facts,
      '1768435200',
    );
    const place = { event: head.uuid, timestamp: head.timestamp };
    const rows = goldenEvents(type).map((event) => ({
      object: mispRow(event, facts, place, 'objects').object,
      attributes: mispRow(event, facts, place, 'attributes').attributes,
    }));
    const file = path.join(import.meta.dirname, 'golden', `${type}.json`);
    const text = JSON.stringify({ head, manifest: manifestEntry(head), rows }, null, 1);
    await expect(`${text}\n`).toMatchFileSnapshot(file);
  });
});

describe('a row', () => {
  it('is a connection if it has both sides', () => {
    const cells = {
      timestamp: '2026-01-15 00:00:01',
      src_ip: '2001:db8::1',
      dst_ip: '192.0.2.2',
      dst_port: '80',
    };
    expect(objectOf(cells).name).toBe('network-connection');
    expect(valuesOf(cells)).toEqual({
      ...{ 'ip-src': '2001:db8::1', 'ip-dst': '192.0.2.2', 'dst-port': '80' },
      'first-packet-seen': '2026-01-15T00:00:01.000000+0000',
    });
  });

  it('without an address has its name, its URL or its e-mail address', () => {
    const ofEvent = (cells: Cells) => rowOf(cells).attributes;
    const victim = { website: 'https://acme.example', leak_site_url: 'http://leak.example/acme' };
    expect(valuesOf(victim)).toEqual({ url: victim.website });
    expect(ofEvent(victim)).toMatchObject([{ type: 'url', value: victim.leak_site_url }]);
    expect(valuesOf({ website: 'acme.example' })).toEqual({ hostname: 'acme.example' });
    expect(valuesOf({ request: 'c2.example.org' })).toEqual({ domain: 'c2.example.org' });
    const address = { type: 'target-email', category: 'Targeting data', value: 'user@example.com' };
    expect(ofEvent({ email: 'User@example.com' })).toMatchObject([address]);
    expect(ofEvent({ email: 'user' })).toEqual([]);
  });

  it('about the host that refers to a sinkhole has that host as its source', () => {
    const referer = { http_referer_ip: '198.51.100.20', http_referer_hostname: 'blog.example.net' };
    const source = { 'ip-src': '198.51.100.20' };
    expect(valuesOf({ ...referer, dst_ip: '203.0.113.80', dst_port: '80' })).toEqual({
      ...{ ...source, 'hostname-src': 'blog.example.net', 'ip-dst': '203.0.113.80', 'dst-port': '80' },
    });
    expect(valuesOf(referer)).toEqual({ ...source, hostname: 'blog.example.net' });
  });

  it('with a URL keeps the address that it is about, and its hashes are attributes of the event', () => {
    const sha256 = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855';
    const cells = { url: 'http://files.example.org:8080/a.exe', ip: '192.0.2.90', sha256, md5: 'none' };
    expect(valuesOf(cells)).toEqual({ url: cells.url, ip: '192.0.2.90' });
    const hash = { type: 'sha256', category: 'Payload delivery', value: sha256.toLowerCase() };
    expect(rowOf(cells).attributes).toMatchObject([hash]);
    const all = [hash, { value: cells.url }, { value: '192.0.2.90' }];
    expect(rowOf(cells, 'attributes').attributes).toMatchObject(all);
  });

  it('has the sender and the source of spam, and networks, as attributes of the event', () => {
    const spam = { url: 'http://shop.example.org/', ip: '192.0.2.90', src_ip: '198.51.100.7' };
    const attributesOf = (cells: Cells) =>
      rowOf(cells).attributes.map(({ type, category, value }) => [type, category, value]);
    expect(attributesOf({ ...spam, sender: 'Ada@example.com' })).toEqual([
      ['ip-src', 'Network activity', '198.51.100.7'],
      ['email-src', 'Payload delivery', 'ada@example.com'],
    ]);
    const attack = { src_ip: '198.51.100.7', dst_ip: '192.0.2.9', dst_network: '192.0.2.0/24' };
    expect(attributesOf({ ...attack, network: '198.51.100.0/24', domain: 'www.example.org' })).toEqual([
      ['ip-src', 'Network activity', '198.51.100.0/24'],
      ['ip-dst', 'Network activity', '192.0.2.0/24'],
      ['domain', 'Network activity', 'www.example.org'],
    ]);
    // What a relation of the object has already is not repeated.
    expect(attributesOf({ src_ip: '198.51.100.7', domain: 'www.example.org' })).toEqual([]);
  });

  it('is a URL, an address with a port, or a remark', () => {
    expect(objectOf({ url: 'http://www.example.com/a', ip: '192.0.2.1' }).name).toBe('url');
    expect(objectOf({ url: '/a', ip: '192.0.2.0/24' }).name).toBe('ip-port');
    expect(objectOf({ email: 'user@example.com' })).toMatchObject({
      name: 'annotation',
      Attribute: [{ object_relation: 'text', category: 'Other' }],
    });
  });

  it('leaves values of another form to its comment', () => {
    const cells = { ip: '192.0.2.1', port: '70000', hostname: 'not a name', asn: 'x', geo: 'A\nT' };
    expect(valuesOf(cells)).toEqual({ 'ip-dst': '192.0.2.1' });
    expect(JSON.parse(objectOf(cells).comment)).toMatchObject({ row: cells });
  });

  it('has values as MISP keeps them, and none that it refuses', () => {
    const cells = {
      ip: '2001:0DB8:0:0::0001',
      hostname: 'WWW.Example.COM.',
      port: '0',
      application: 'x\u{1f600}',
    };
    expect(valuesOf(cells)).toEqual({ 'ip-dst': '2001:db8::1', hostname: 'www.example.com' });
    expect(valuesOf({ ip: '192.0.2.1/32', hostname: 'router' })).toEqual({ 'ip-dst': '192.0.2.1' });
    expect(valuesOf({ hostname: 'exämple.org' })).toEqual({ hostname: 'xn--exmple-cua.org' });
    // Many databases of MISP have no room for four bytes of a character.
    const { comment } = objectOf(cells);
    expect([/[\u{10000}-\u{10ffff}]/u.test(comment), JSON.parse(comment).row]).toEqual([false, cells]);
  });

  it('cannot break out of its comment, whatever its columns are called', () => {
    const cells = JSON.parse(
      '{"ip":"192.0.2.1","id":"x","row":"\\"}","__proto__":"\\u0000\\n\\u2028"}',
    ) as Record<string, string>;
    const { comment } = objectOf(cells);
    const { id, row } = JSON.parse(comment) as { id: string; row: object };
    expect(id).toMatch(/^scan_ntp-2026-01-15-/);
    expect(Object.entries(row)).toEqual(Object.entries(cells));
    expect(comment).not.toContain('\n');
  });

  it.each([
    ['letters', 'a'],
    ['characters of four bytes', '\u{1f600}'],
    ['control characters', '\u0001'],
  ])('is cut to what a comment in MISP holds: %s', (_, character) => {
    const { comment } = objectOf({ ip: '192.0.2.1', banner: character.repeat(100_000), port: '1' });
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(60_000);
    const { row } = JSON.parse(comment) as { row: { banner: string; ip: string } };
    expect(row.ip).toBe('192.0.2.1');
    expect(row.banner.endsWith(`${character}…`)).toBe(true);
  });

  it('says so if it has too many columns', () => {
    const cells = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`column_${at}`, 'x']));
    expect(JSON.parse(objectOf(cells).comment)).toHaveProperty(
      'row',
      expect.stringContaining('too many columns'),
    );
  });

  it('is deleted with its attributes, and stays deleted', () => {
    const gone = deletedItem(objectOf({ ip: '192.0.2.1' }), '1768435201');
    expect(gone).toMatchObject({ deleted: true, comment: '', timestamp: '1768435201' });
    expect(gone.Attribute).toMatchObject([{ deleted: true, timestamp: '1768435201' }]);
    expect(deletedItem(gone, '1768435299')).toBe(gone);
  });
});

describe('the head', () => {
  const part = { type: 'scan_ntp', date: '2026-01-15', list: 'example (part 2)', part: 1 };
  const head = (options: Partial<MispOptions> = {}, number = 1) =>
    mispHead({ ...part, part: number }, { ...OPTIONS, ...options }, catalogue.describe('scan_ntp'), '1');

  it('has a UUID that depends on the organisation, the report, its part and the constituents', () => {
    const organisation = { name: 'Other', uuid: '2f1d8a3e-6a3b-4c0e-8a59-5d8f1f6a7b9c' };
    const all = [head(), head({ organisation }), head({}, 2), head({ constituents: ['zoo'] })];
    expect(new Set(all.map(({ uuid }) => uuid)).size).toBe(4);
    expect(head({ tlp: 'red', tags: ['x'] }).uuid).toBe(all[0]!.uuid);
  });

  it('extends the first part and names the identifier', () => {
    expect(head().extends_uuid).toBe('');
    expect(head({}, 2).extends_uuid).toBe(head().uuid);
    expect(listIn(head({}, 3).info, mispTitle(part))).toBe('example (part 2)');
  });
});
