// Checks IntelMQ events: golden files for each family of types, values that do not fit their fields, and hostile values.
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { LIMITS } from '../../domain/limits.js';
import { eventOf } from '../../publish/testing/events.js';
import { GOLDEN_TYPES, goldenEvents } from '../testing/golden.js';
import type { Value } from './conversions.js';
import { type DataFormat, fieldOf } from './fields.js';
import { openIntelmq } from './open.js';
import { cellsOfRaw } from './testing/raw.js';

const catalogue = loadCatalogue();
const clock = () => new Date('2026-01-16T05:00:00Z');
const writer = (fields: readonly string[] = [], version: DataFormat = '3.5', map = '') =>
  openIntelmq('intelmq', version, { catalogue, clock, map, fields });
const write = await writer();

type Cells = Readonly<Record<string, string>>;
const eventWith = (cells: Cells, type = 'scan_ssl') =>
  eventOf(Object.keys(cells), cells, { type, date: '2026-01-15' });
const read = (line: string) => JSON.parse(line) as Record<string, unknown>;
const made = (cells: Cells, type?: string) => read(write(eventWith(cells, type)));

describe('golden files', () => {
  it.each(GOLDEN_TYPES)('%s', async (type) => {
    const lines = goldenEvents(type).map(write);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      path.join(import.meta.dirname, 'golden', `${type}.jsonl`),
    );
  });
});

describe('an event', () => {
  it('says when it was sent, and which type of message it is', () => {
    expect(made({})).toMatchObject({ __type: 'Event', 'time.observation': '2026-01-16T05:00:00+00:00' });
  });

  it('repeats its row', () => {
    const { raw } = made({ timestamp: '2026-01-15 00:00:01', tag: 'a "b"', '=1+1': '' });
    expect(Buffer.from(String(raw), 'base64').toString()).toBe(
      '"timestamp","tag","=1+1"\n"2026-01-15 00:00:01","a ""b""",""',
    );
  });

  it('does not repeat a huge row', () => {
    const text = 'x'.repeat(LIMITS.intelmqRawCharacters);
    const record = made({ ip: '192.0.2.1', banner: text });
    expect(Object.hasOwn(record, 'raw')).toBe(false);
    expect(record).toMatchObject({ 'source.ip': '192.0.2.1', 'extra.banner': text });
  });

  it.each([
    ['timestamp', 'yesterday', 'time.source'],
    ['timestamp', '2026-02-30 00:00:00', 'time.source'],
    ['ip', '192.0.2.0/24', 'source.ip'],
    ['ip', '0.0.0.0', 'source.ip'],
    ['port', '14.9', 'source.port'],
    ['port', '123456', 'source.port'],
    ['asn', '4294967296', 'source.asn'],
    ['asn', 'AS64496', 'source.asn'],
    ['geo', 'AUT', 'source.geolocation.cc'],
    ['protocol', 'carrier-pigeon', 'protocol.transport'],
    ['hostname', 'a/b', 'source.reverse_dns'],
    ['hostname', '192.0.2.1', 'source.reverse_dns'],
    ['severity', 'apocalyptic', 'severity'],
  ])('keeps %s %s as text, and everything else', (column, text, field) => {
    const record = made({ ip: '192.0.2.9', tag: 'ssl', [column]: text });
    expect(record).toMatchObject({ [`extra.${column}`]: text, 'extra.tag': 'ssl' });
    expect(Object.hasOwn(record, field)).toBe(false);
  });

  it.each([
    ['ip', ' 2001:DB8:0::1%eth0', 'source.ip', '2001:db8::1'],
    ['hostname', 'WWW.Example.com.', 'source.reverse_dns', 'www.example.com'],
    ['hostname', 'bücher.example', 'source.reverse_dns', 'xn--bcher-kva.example'],
    ['geo', 'at', 'source.geolocation.cc', 'AT'],
    ['protocol', 'TCP', 'protocol.transport', 'tcp'],
    ['asn', '64496', 'source.asn', 64_496],
    ['timestamp', '2026-01-15 00:00:01', 'time.source', '2026-01-15T00:00:01+00:00'],
    ['http_date', 'Fri, 06 May 2022 14:06:30 GMT', 'extra.http_date', '2022-05-06T14:06:30+00:00'],
    ['http_date', '2022-05-06T14:06:30.25+02:00', 'extra.http_date', '2022-05-06T12:06:30.250000+00:00'],
    ['cert_length', '0077', 'extra.cert_length', 77],
    ['self_signed', 'Y', 'extra.self_signed', true],
  ])('has %s %s as %s', (column, text, field, value) => {
    expect(made({ [column]: text })[field]).toBe(value);
  });

  it('has a network of the blocklist in its own field', () => {
    const record = made({ ip: '192.0.2.77/24' }, 'blocklist');
    expect(record).toMatchObject({ 'source.network': '192.0.2.0/24' });
    expect(Object.keys(record).filter((name) => name.endsWith('.ip'))).toEqual([]);
  });

  it('makes a URL of host and path, and reads disguised ones', () => {
    const cells = { http_host: 'www.example.com', http_url: 'GET /a?b HTTP/1.1', application: 'https' };
    expect(made(cells, 'event4_sinkhole_http')).toMatchObject({
      'destination.url': 'https://www.example.com/a?b',
    });
    expect(made({ url: 'hxxp://example.com/x' }, 'malware_url')).toMatchObject({
      'source.url': 'http://example.com/x',
    });
  });

  it('holds whole numbers that JavaScript cannot hold', () => {
    const line = write(eventWith({ highest_committed_usn: '18446744073709551615' }, 'scan_ldap_tcp'));
    expect(line).toContain('"extra.highest_committed_usn":18446744073709551615');
  });

  it('has what the catalogue says about a type that no table knows', () => {
    const cells = { timestamp: '2026-01-15 00:00:01', ip: '192.0.2.1', port: '7', weird: '0', tag: 'x' };
    expect(made(cells, 'scan_unheard_of')).toMatchObject({
      ...{ 'feed.name': 'scan_unheard_of', 'classification.identifier': 'scan-unheard-of' },
      ...{ 'classification.taxonomy': 'other', 'classification.type': 'undetermined' },
      ...{ 'time.source': '2026-01-15T00:00:01+00:00', 'source.ip': '192.0.2.1', 'source.port': 7 },
      ...{ 'extra.weird': '0', 'extra.tag': 'x' },
    });
  });

  it.each(['event4_honeypot_adb_scan', 'darknet', 'scan_unheard_of'])(
    'has the address of a row in columns that type %s has under other names or not at all',
    (type) => {
      const cells = { ip: '192.0.2.1', port: '7', asn: '64496', geo: 'AT', region: 'WIEN', city: 'VIENNA' };
      expect(made({ ...cells, hostname: 'host.example.com' }, type)).toMatchObject({
        ...{ 'source.ip': '192.0.2.1', 'source.port': 7, 'source.asn': 64_496 },
        ...{ 'source.geolocation.cc': 'AT', 'source.geolocation.region': 'WIEN' },
        ...{ 'source.geolocation.city': 'VIENNA', 'source.reverse_dns': 'host.example.com' },
      });
    },
  );

  it('has later fields below extra in earlier data formats', async () => {
    const earlier = await writer([], '3.4');
    const record = read(earlier(eventWith({ severity: 'high', device_vendor: 'Example' }, 'device_id')));
    expect(record).toMatchObject({ 'extra.severity': 'high', 'extra.product.vendor': 'Example' });
  });
});

describe('fields that every record gets', () => {
  it('have places, and replace others', async () => {
    const fields = [
      'feed.accuracy=90',
      'extra.sundial_id={id}',
      'feed.code={list}',
      'tlp=tlp:amber',
      'feed.name=mine',
    ];
    const event = eventWith({ ip: '192.0.2.1' });
    expect(read((await writer(fields))(event))).toMatchObject({
      ...{ 'feed.accuracy': 90, 'extra.sundial_id': event.id, 'feed.code': 'example' },
      ...{ tlp: 'AMBER', 'feed.name': 'mine' },
    });
  });

  it.each([
    ['feed.accuracy', 'it is not NAME=TEXT'],
    ['feed.accuracy=101', 'the field does not accept this text'],
    ['tlp=purple', 'the field does not accept this text'],
    ['feed.nmae=x', 'IntelMQ has no such field'],
    ['raw=x', 'IntelMQ has no such field'],
    ['extra.My Id=x', 'IntelMQ refuses this name. Expected extra.my_id'],
    ['feed.code={x}', 'its text names {x}'],
  ])('cannot be %s', async (field, problem) => {
    await expect(writer([field])).rejects.toThrow(problem);
  });
});

/** Python's str.splitlines ends lines at these. */
const LINE_ENDS = '\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029';

describe('hostile values', () => {
  /** IntelMQ's HARMONIZATION_KEY_FORMAT (lib/message.py). */
  const NAME = /^[a-z_][a-z_0-9]+(\.[a-z_0-9]+)*$/;

  it('cannot take the place of fields, and have names that IntelMQ accepts', () => {
    const cells = { __proto__: 'p', constructor: 'c', 'A b': '1', a_b: '2', '': 'e', '..': 'd', raw: 'r' };
    const own = { ...cells, ['__proto__']: 'p' };
    const record = made(own, 'scan_unheard_of');
    expect(record).toMatchObject({ 'extra.constructor': 'c', 'extra.a_b': '1', 'extra.a_b_2': '2' });
    expect(record).toMatchObject({ 'extra.__proto__': 'p', 'extra.raw': 'r' });
    expect(Object.keys(record).filter((name) => !NAME.test(name))).toEqual([]);
  });

  it('have no characters at which Python ends lines', () => {
    const tag = 'a\u0085b\u2028c\u2029d\x0be';
    const line = write(eventWith({ tag }));
    expect([...line].filter((char) => LINE_ENDS.includes(char))).toEqual([]);
    expect(read(line)['extra.tag']).toBe(tag);
  });

  it('have no NUL', () => {
    const line = write(eventWith({ tag: 'a\0b' }));
    expect(read(line)['extra.tag']).toBe('ab');
    expect(line).not.toContain('\\u0000');
  });

  it('make one line of valid fields', () => {
    const types = [
      'scan_ssl',
      'blocklist',
      'event4_sinkhole_http',
      'scan_exchange',
      'device_id',
      'spam_url',
      'scan_x',
    ];
    const column = fc.oneof(
      fc.constantFrom(...new Set(types.flatMap((type) => catalogue.describe(type).columns))),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    );
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '192.0.2.1',
        '192.0.2.0/24',
        '::',
        '1e999',
        '99999999999999999999',
        'N/A',
        '-',
        '0',
        ' ',
      ),
      fc.constantFrom('file:///etc', '//x', 'http://[::1', 'a..b', '2026-01-15 24:00:00', '"\r\n,'),
    );
    const rows = fc.uniqueArray(fc.tuple(column, cell), { selector: ([name]) => name, maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...types), rows, (type, pairs) => {
        const columns = pairs.map(([name]) => name);
        const fields = Object.fromEntries(pairs.filter(([, text]) => text !== ''));
        const event = { id: 'x', type, date: '2026-01-15', list: 'example', columns, fields };
        const line = write(event);
        expect([...line].filter((char) => LINE_ENDS.includes(char))).toEqual([]);
        // What is sent is what the field accepts, unchanged.
        const isRight = ([name, value]: [string, unknown]) =>
          NAME.test(name) && value !== null && (fieldOf(name, '3.5')?.(value as Value) ?? value) === value;
        expect(Object.entries(read(line)).filter((pair) => !isRight(pair))).toEqual([]);
      }),
    );
  });

  it('are all in raw', () => {
    const cell = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
        const pairs = cells.map((text, at) => [`c${at}`, text] as const);
        const { raw } = made(Object.fromEntries(pairs));
        const kept = cells.map((text) => text.replaceAll('\0', ''));
        expect(cellsOfRaw(raw)[1]).toEqual(kept.slice(0, kept.findLastIndex((text) => text !== '') + 1));
      }),
    );
  });
});

describe("the publisher's map", () => {
  it.each([
    ['package.json', 'has another form'],
    ['README.md', 'it is not JSON'],
    ['absent.json', 'no such file'],
    ['src', 'it is not a file'],
  ])('is not read from %s', async (file, problem) => {
    const map = path.join(import.meta.dirname, '../../..', file);
    await expect(writer([], '3.5', map)).rejects.toThrow(problem);
  });
});
